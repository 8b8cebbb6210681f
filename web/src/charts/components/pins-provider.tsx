import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { useEvent } from "@/lib/use-event";
import { changeNote, createNote, deleteNote, type NewNote, pinsKey, pinsQuery, restoreNote } from "../api/pins";
import type { ChartRun } from "../lib/chart-run";
import { noPins, type Pin, type Pins } from "../lib/pins";

/** The notes and events of the runs of a page, and what may be done with them. */
export interface PinsOfPage {
  readonly has: boolean;
  readonly pins: Pins;
  /** Why this person makes and changes none here; undefined when she may. */
  readonly refusal: string | undefined;
  /** Each says at the foot of the page what was done, and offers to undo it; false when it failed, which is said too. */
  readonly onAdd: (runId: string, note: NewNote) => Promise<boolean>;
  readonly onChange: (pin: Pin, text: string) => Promise<boolean>;
  readonly onDelete: (pin: Pin) => Promise<boolean>;
}

const never = () => Promise.resolve(false);
/** Where no notes are known, nothing is shown of them and nothing offered. */
const nothingKnown: PinsOfPage = { has: false, pins: noPins, refusal: undefined, onAdd: never, onChange: never, onDelete: never };
const PinsContext = createContext(nothingKnown);

interface Props {
  project: Project;
  runs: readonly ChartRun[];
  /** Undefined: they are shown. Otherwise why not. */
  hidden: "off" | "grouped" | undefined;
  children: ReactNode;
}

/** Charts below it show the notes of their runs. */
export function PinsProvider({ project, runs, hidden, children }: Props) {
  const { t } = useTranslation("charts");
  const queries = useQueryClient();
  const places = useMemo(() => {
    const byProject = new Map<string, string[]>();
    for (const { id, projectId = project.id } of runs) {
      const some = byProject.get(projectId);
      if (some) some.push(id);
      else byProject.set(projectId, [id]);
    }
    return [...byProject];
  }, [project.id, runs]);
  const found = useQuery({ ...pinsQuery(places), enabled: hidden === undefined && runs.length > 0 }).data;
  const mayWrite = project.role === "contributor" || project.role === "owner";
  const isSnapshot = new URLSearchParams(window.location.search).has("snap");
  const refusal = hidden !== undefined ? t(`pins.refused.${hidden}`) : !mayWrite ? t("pins.refused.viewer") : isSnapshot ? t("pins.refused.snapshot") : undefined;

  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (problem) {
      showToast(describeError(problem), { tone: "bad" });
      return false;
    } finally {
      void queries.invalidateQueries({ queryKey: pinsKey });
    }
  };
  const tell = (message: string, undo: () => Promise<void>) => showToast(message, { undo: () => void attempt(undo) });
  const onAdd = useEvent((runId: string, note: NewNote) =>
    attempt(async () => {
      const id = await createNote(runId, note);
      tell(t("pins.added"), () => deleteNote(runId, id));
    }),
  );
  const onChange = useEvent(({ runId, noteId = "", text: before }: Pin, text: string) =>
    attempt(async () => {
      await changeNote(runId, noteId, text);
      tell(t("pins.changed"), () => changeNote(runId, noteId, before));
    }),
  );
  const onDelete = useEvent(({ runId, noteId = "" }: Pin) =>
    attempt(async () => {
      await deleteNote(runId, noteId);
      tell(t("pins.deleted"), () => restoreNote(runId, noteId));
    }),
  );
  const pins = hidden === undefined ? (found ?? noPins) : noPins;
  const value = useMemo<PinsOfPage>(() => ({ has: true, pins, refusal, onAdd, onChange, onDelete }), [pins, refusal, onAdd, onChange, onDelete]);
  return <PinsContext value={value}>{children}</PinsContext>;
}

export const usePins = (): PinsOfPage => useContext(PinsContext);
