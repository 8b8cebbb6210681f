import { Menu } from "@mantine/core";
import { Archive, ArchiveRestore, Copy, ExternalLink, Eye, FolderOpen, FolderOutput, Link2, OctagonX, Palette, Pencil, Pin, PinOff, RotateCcw, Ruler, Square, Tag, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import { useIsGuest } from "@/api/use-is-guest";
import type { BulkKind } from "@/selection/bulk";
import type { Place } from "../lib/address";
import { useNoRight } from "@/selection/use-no-right";
import { Anchor, type Spot } from "./anchor";

export type RunChoice = "open" | "openNew" | "copyId" | "copyLink" | "eye" | "pin" | "baseline" | "rename" | "describe" | "tags" | "color" | "transfer" | BulkKind;

interface Props {
  run: RunRow;
  spot: Spot;
  place: Place | undefined;
  isPinned: boolean;
  isBase: boolean;
  mayEdit: boolean;
  onChoose: (choice: RunChoice) => void;
  onClose: () => void;
}

/** The menu of one run. What a viewer may not do stands there, grey, with the reason; somebody without an account only sees what is for reading. */
export function RunMenu({ run, spot, place, isPinned, isBase, mayEdit, onChoose, onClose }: Props) {
  const { t } = useTranslation("runs");
  const noRight = useNoRight();
  const isGuest = useIsGuest();
  const item = (choice: RunChoice, Icon: typeof Eye, label: string, needsRight = true, isRed = false) => (
    <Menu.Item
      leftSection={<Icon size={14} />}
      color={isRed ? "red" : undefined}
      disabled={needsRight && !mayEdit}
      title={needsRight && !mayEdit ? noRight : undefined}
      onClick={() => onChoose(choice)}
    >
      {label}
    </Menu.Item>
  );
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={216} withinPortal>
      <Menu.Target>
        <Anchor spot={spot} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("runMenu.label", { run: run.shortId })}>
        {item("open", FolderOpen, t("runMenu.open"), false)}
        {item("openNew", ExternalLink, t("runMenu.openNew"), false)}
        {item("copyId", Copy, t("runMenu.copyId"), false)}
        {item("copyLink", Link2, t("runMenu.copyLink"), false)}
        {item("eye", Eye, t("runMenu.eye"), false)}
        <Menu.Divider />
        {item("pin", isPinned ? PinOff : Pin, t(isPinned ? "runMenu.unpin" : "runMenu.pin"), false)}
        {item("baseline", Ruler, t(isBase ? "runMenu.noBaseline" : "runMenu.baseline"), false)}
        {!isGuest && (
          <>
            <Menu.Divider />
            {item("rename", Pencil, t("runMenu.rename"))}
            {item("describe", Pencil, t("runMenu.describe"))}
            {item("tags", Tag, t("runMenu.tags"))}
            {item("color", Palette, t("runMenu.color"), false)}
            {item("transfer", FolderOutput, t("transfer.menu"), false)}
            <Menu.Divider />
            {run.state === "running" && item("stop", Square, t("bulk.stop"))}
            {run.state === "running" && item("abort", OctagonX, t("bulk.abort"), true, true)}
            {place === undefined && item("archive", Archive, t("bulk.archive"))}
            {place === "archived" && item("unarchive", ArchiveRestore, t("bulk.unarchive"))}
            {place === "trash" && item("restore", RotateCcw, t("bulk.restore"))}
            {place === "trash" ? item("delete", Trash2, t("bulk.delete"), true, true) : item("trash", Trash2, t("bulk.trash"), true, true)}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
