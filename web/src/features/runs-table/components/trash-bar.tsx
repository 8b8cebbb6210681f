import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries";
import { useNoRight } from "@/selection/use-no-right";
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
  const noRight = useNoRight();
  const kept = useQuery(meQuery).data?.server.trashKeptSeconds ?? undefined;
  const edits = { disabled: !mayEdit, title: mayEdit ? undefined : noRight };
  return (
    <div className={classes.bar} role="note">
      <Trash2 size={14} aria-hidden="true" />
      <span className={classes.text}>{kept === undefined ? t("trash.about") : t("trash.purged", { count: Math.round(kept / 86_400) })}</span>
      <Button size="compact-sm" variant="default" leftSection={<RotateCcw size={13} />} {...edits} onClick={onRestore}>
        {t(isFiltered ? "trash.restoreMatching" : "trash.restoreAll", { count: total })}
      </Button>
      <Button size="compact-sm" variant="default" color="red" leftSection={<Trash2 size={13} />} {...edits} onClick={onDelete}>
        {t(isFiltered ? "trash.deleteMatching" : "trash.empty", { count: total })}
      </Button>
    </div>
  );
}
