import { Button } from "@mantine/core";
import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./trash-bar.module.css";

interface Props {
  total: number;
  isFiltered: boolean;
  mayEdit: boolean;
  onRestore: () => void;
  onDelete: () => void;
}

/** What the trash is, and what can be done with all that is in it, or with all that match the filter. */
export function TrashBar({ total, isFiltered, mayEdit, onRestore, onDelete }: Props) {
  const { t } = useTranslation("runs");
  const edits = { disabled: !mayEdit, title: mayEdit ? undefined : t("viewerOnly") };
  return (
    <div className={classes.bar} role="note">
      <Trash2 size={14} aria-hidden="true" />
      <span className={classes.text}>{t("trash.about")}</span>
      <Button size="compact-sm" variant="default" leftSection={<RotateCcw size={13} />} {...edits} onClick={onRestore}>
        {t(isFiltered ? "trash.restoreMatching" : "trash.restoreAll", { count: total })}
      </Button>
      <Button size="compact-sm" variant="default" color="red" leftSection={<Trash2 size={13} />} {...edits} onClick={onDelete}>
        {t(isFiltered ? "trash.deleteMatching" : "trash.empty", { count: total })}
      </Button>
    </div>
  );
}
