import { Button } from "@mantine/core";
import { Archive, ArchiveRestore, RotateCcw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attribute, Project, Run } from "@/api/types";
import { TimeAgo } from "@/components/time-ago";
import { useBulk } from "@/selection/use-bulk";
import classes from "./run-place.module.css";

interface Props {
  run: Run;
  role: Project["role"];
  isGuest: boolean;
  attributes: readonly Attribute[] | undefined;
}

/** Says of a run that is found by its address alone that it was put away, by whom, and offers to bring it back. */
export function RunPlace({ run, role, isGuest, attributes }: Props) {
  const { t } = useTranslation(["run", "runs"]);
  const bulk = useBulk(run.projectId);
  const mayEdit = role === "contributor" || role === "owner";
  const by = attributes?.find(({ path }) => path === "sys/trashed_by");
  const time = attributes?.find(({ path }) => path === "sys/trashed_time");
  const Icon = run.trashed ? Trash2 : Archive;
  return (
    <div className={classes.place} role="note">
      <Icon size={14} aria-hidden="true" />
      <span className={classes.text}>
        {t(run.trashed ? "place.trash" : "place.archive")}
        {run.trashed && by?.type === "string" && (
          <>
            {" · "}
            <bdi>{by.value}</bdi>
          </>
        )}
        {run.trashed && time?.type === "datetime" && (
          <>
            {" · "}
            <TimeAgo iso={time.value} />
          </>
        )}
      </span>
      {!isGuest && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={run.trashed ? <RotateCcw size={13} /> : <ArchiveRestore size={13} />}
          disabled={!mayEdit}
          title={mayEdit ? undefined : t("runs:viewerOnly")}
          onClick={() => void bulk(run.trashed ? "restore" : "unarchive", { ids: [run.id] })}
        >
          {t(run.trashed ? "runs:bulk.restore" : "runs:bulk.unarchive")}
        </Button>
      )}
    </div>
  );
}
