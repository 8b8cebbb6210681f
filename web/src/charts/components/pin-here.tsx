import { Button, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { MessageSquarePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/lib/errors";
import { loadPart } from "@/lib/load-part";
import { showToast } from "@/lib/toasts";
import { exactQuery } from "../api/exact";
import type { Metric } from "../lib/metric";
import type { ChartModel } from "../view/chart-view";
import type { Line } from "../view/line";
import classes from "./pins.module.css";
import { usePins } from "./pins-provider";

const PinForm = lazy(async () => ({ default: (await loadPart(() => import("./pin-form"))).PinForm }));

interface Props {
  x: number;
  /** The lines that have a value there, the one that was pointed at first. */
  lines: readonly Line[];
  model: ChartModel;
  /** The form is open from the beginning. */
  isOpen: boolean;
}

/** Pins a note to the logged point of a run that is nearest to here: to its step and its time, so that charts along both can show it. */
export function PinHere({ x, lines, model, isOpen }: Props) {
  const { t } = useTranslation("charts");
  const queries = useQueryClient();
  const { has, refusal, onAdd } = usePins();
  const [isWriting, setWriting] = useState(isOpen);
  // The button gets the focus when the form has gone.
  const [wasWriting, setWasWriting] = useState(isOpen);
  const runs: { id: string; name: string; metric: Metric }[] = [];
  for (const { runId: id, name, columns } of lines) if (id !== undefined && !runs.some((run) => run.id === id)) runs.push({ id, name, metric: columns.metric });
  if (!has) return null;
  const save = async (text: string, runId: string | undefined): Promise<boolean> => {
    const run = runs.find(({ id }) => id === runId);
    if (!run) return false;
    try {
      const [point] = await queries.fetchQuery(exactQuery(model.source, [{ runId: run.id, metric: run.metric }], x));
      if (!point) {
        showToast(t("pins.noPoint"), { tone: "bad" });
        return false;
      }
      const isDone = await onAdd(run.id, { text, step: point.step, unixMicros: point.unixMicros });
      if (isDone) setWriting(false);
      return isDone;
    } catch (problem) {
      showToast(describeError(problem), { tone: "bad" });
      return false;
    }
  };
  const reason = refusal ?? (runs.length === 0 ? t("pins.noPoint") : undefined);
  return (
    <footer className={classes.here}>
      {isWriting && reason === undefined ? (
        <Suspense fallback={null}>
          <PinForm runs={runs} onSave={save} onCancel={() => setWriting(false)} />
        </Suspense>
      ) : (
        <Tooltip label={reason} disabled={reason === undefined} multiline maw={280}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<MessageSquarePlus size={13} />}
            autoFocus={wasWriting}
            data-disabled={reason !== undefined || undefined}
            aria-disabled={reason !== undefined}
            onClick={() => {
              if (reason !== undefined) return;
              setWriting(true);
              setWasWriting(true);
            }}
          >
            {t("pins.add")}
          </Button>
        </Tooltip>
      )}
    </footer>
  );
}
