import { ActionIcon, Button, Menu } from "@mantine/core";
import { Archive, ArchiveRestore, Copy, FileArchive, FolderOutput, Download, Ellipsis, Eye, OctagonX, Palette, RotateCcw, Square, Tag, Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import type { BulkKind } from "@/selection/bulk";
import { useNoRight } from "@/selection/use-no-right";
import type { ExportFormat } from "../api/views";
import type { Place } from "../lib/address";
import { type Spot, spotBelow } from "./anchor";
import classes from "./selection-bar.module.css";

interface Props {
  count: number;
  /** Some of the checked runs are on their way: nothing can be done with them yet. */
  isComing: boolean;
  /** Matching runs in all. */
  total: number;
  /** All matching runs are meant, also those that are not loaded. */
  isAll: boolean;
  place: Place | undefined;
  mayEdit: boolean;
  isAnyRunning: boolean;
  compare: ReactNode;
  onAll: () => void;
  onBulk: (kind: BulkKind) => void;
  onTags: (spot: Spot) => void;
  onColor: (spot: Spot) => void;
  onShow: () => void;
  onCopy: () => void;
  onTransfer: () => void;
  onExport: (format: ExportFormat) => void;
  onClear: () => void;
}

/** Floats over the table's foot while runs are checked: what can be done with them. */
export function SelectionBar(props: Props) {
  const { count, isComing, total, isAll, place, mayEdit, isAnyRunning, compare, onAll, onBulk, onTags, onColor, onShow, onCopy, onTransfer, onExport, onClear } = props;
  const { t } = useTranslation("runs");
  // Somebody without an account changes nothing, and sees no button for it.
  const noRight = useNoRight();
  const isGuest = useIsGuest();
  const why = mayEdit ? undefined : noRight;
  const edits = { disabled: !mayEdit || isComing, title: why };
  return (
    <div className={classes.bar} role="region" aria-label={t("selection.label")}>
      <span className={classes.count}>{t("selection.count", { count: isAll ? total : count })}</span>
      {!isAll && count < total && (
        <Button size="compact-xs" variant="subtle" className={classes.all} onClick={onAll}>
          {t("selection.all", { count: total })}
        </Button>
      )}
      {compare}
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Eye size={14} />} className={classes.wide} disabled={isAll} onClick={onShow}>
        {t("selection.show")}
      </Button>
      {!isGuest && (
        <>
          <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Tag size={14} />} className={place === "trash" ? classes.wide : undefined} {...edits} onClick={(event) => onTags(spotBelow(event.currentTarget))}>
            {t("selection.tag")}
          </Button>
          {place === "trash" ? (
            <>
              <Button size="compact-sm" variant="subtle" color="gray" leftSection={<RotateCcw size={14} />} {...edits} onClick={() => onBulk("restore")}>
                {t("bulk.restore")}
              </Button>
              <Button size="compact-sm" variant="subtle" color="red" leftSection={<Trash2 size={14} />} {...edits} onClick={() => onBulk("delete")}>
                {t("bulk.delete")}
              </Button>
            </>
          ) : (
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Trash2 size={14} />} {...edits} className={classes.wide} onClick={() => onBulk("trash")}>
              {t("selection.trash")}
            </Button>
          )}
        </>
      )}
      <Menu position="top-end" width={240} withinPortal>
        <Menu.Target>
          <ActionIcon disabled={isComing} aria-label={t("selection.more")} title={t("selection.more")}>
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!isGuest && (
            <Menu.Item leftSection={<Palette size={14} />} disabled={isAll} onClick={(event) => onColor(spotBelow(event.currentTarget))}>
              {t("runMenu.color")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Copy size={14} />} disabled={isAll} onClick={onCopy}>
            {t("selection.copy")}
          </Menu.Item>
          <Menu.Item leftSection={<Download size={14} />} onClick={() => onExport("csv")}>
            {t("export.csv")}
          </Menu.Item>
          <Menu.Item leftSection={<Download size={14} />} onClick={() => onExport("json")}>
            {t("export.json")}
          </Menu.Item>
          <Menu.Item leftSection={<FileArchive size={14} />} onClick={() => onExport("seriesZip")}>
            {t("export.seriesCsv")}
          </Menu.Item>
          {!isGuest && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<FolderOutput size={14} />} onClick={onTransfer}>
                {t("transfer.menu")}
              </Menu.Item>
              {place === undefined && (
                <Menu.Item leftSection={<Archive size={14} />} {...edits} onClick={() => onBulk("archive")}>
                  {t("bulk.archive")}
                </Menu.Item>
              )}
              {place === "archived" && (
                <Menu.Item leftSection={<ArchiveRestore size={14} />} {...edits} onClick={() => onBulk("unarchive")}>
                  {t("bulk.unarchive")}
                </Menu.Item>
              )}
              {place !== "trash" && (
                <Menu.Item leftSection={<Trash2 size={14} />} {...edits} onClick={() => onBulk("trash")}>
                  {t("bulk.trash")}
                </Menu.Item>
              )}
              {(isAnyRunning || isAll) && place !== "trash" && (
                <>
                  <Menu.Item leftSection={<Square size={14} />} {...edits} onClick={() => onBulk("stop")}>
                    {t("bulk.stop")}
                  </Menu.Item>
                  <Menu.Item leftSection={<OctagonX size={14} />} color="red" {...edits} onClick={() => onBulk("abort")}>
                    {t("bulk.abort")}
                  </Menu.Item>
                </>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon aria-label={t("selection.clear")} title={t("selection.clear")} onClick={onClear}>
        <X size={16} />
      </ActionIcon>
    </div>
  );
}
