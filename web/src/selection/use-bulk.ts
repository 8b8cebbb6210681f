import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { type BulkJob, type BulkKind, type BulkMore, changeRuns, type RunSelection, undoChange } from "./bulk";

/** Changes runs and says at the foot of the page how far it is, what came of it, and how to take it back. */
export function useBulk(projectId: string) {
  const { t } = useTranslation("runs");
  const queries = useQueryClient();

  const report = async (work: (onProgress: (job: BulkJob) => void) => Promise<BulkJob>, kind: BulkKind | "undo") => {
    let toast: number | undefined;
    const onProgress = (job: BulkJob) => {
      toast = showToast(t("bulk.going", { count: job.total }), { progress: job.total === 0 ? 0 : job.done / job.total }, toast);
    };
    try {
      const job = await work(onProgress);
      await queries.invalidateQueries({ queryKey: ["project", projectId] });
      if (job.state === "failed") showToast(job.problem ?? t("bulk.failed"), { tone: "bad" }, toast);
      else {
        const asked = kind === "stop" || kind === "abort";
        const main = asked && job.changed < job.total ? t("bulk.unheard", { heard: job.changed, count: job.total }) : t(`bulk.done.${kind}`, { count: job.changed });
        const refused = job.refused > 0 ? ` ${t("bulk.refused", { count: job.refused, why: job.problem })}` : "";
        const undo = job.canUndo && kind !== "undo" ? () => void report((more) => undoChange(projectId, job.id, more), "undo") : undefined;
        showToast(main + refused, { undo, tone: job.refused > 0 ? "bad" : "plain" }, toast);
      }
    } catch (error) {
      showToast(describeError(error), { tone: "bad" }, toast);
    }
  };
  return useEvent((kind: BulkKind, runs: RunSelection, more: BulkMore = {}) =>
    report((onProgress) => changeRuns(projectId, { kind, runs, ...more }, onProgress), kind),
  );
}
