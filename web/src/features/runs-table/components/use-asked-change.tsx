import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import type { BulkKind, RunSelection } from "@/selection/bulk";
import { ConfirmDialog } from "./confirm-dialog";

/** A change that is asked about before it is made. */
interface AskedChange {
  readonly kind: "delete" | "abort" | "trash";
  readonly count: number;
  /** Of the known ones how many still run. */
  readonly running: number;
  readonly go: () => void;
}

type Change = (kind: BulkKind, runs: RunSelection, count: number, known: readonly RunRow[]) => void;

/** Runs leave the table by these. */
const leaving: ReadonlySet<BulkKind> = new Set<BulkKind>(["trash", "restore", "delete", "archive", "unarchive"]);

/** Changes runs; asks first about what nothing brings back and about runs that still run. The dialog is to be drawn by the page. */
export function useAskedChange(bulk: (kind: BulkKind, runs: RunSelection) => Promise<void>, onLeaving: () => void): { changeMany: Change; dialog: ReactNode } {
  const { t } = useTranslation("runs");
  const [asked, setAsked] = useState<AskedChange>();
  const changeMany: Change = (kind, runs, count, known) => {
    const go = () => {
      void bulk(kind, runs);
      if (leaving.has(kind)) onLeaving();
    };
    const running = known.filter(({ state }) => state === "running").length;
    if (kind === "delete" || kind === "abort" || (kind === "trash" && running > 0)) setAsked({ kind, count, running, go });
    else go();
  };
  const dialog = asked && (
    <ConfirmDialog
      title={t(`ask.${asked.kind}.title`, { count: asked.count })}
      text={asked.kind === "trash" ? t("ask.trash.text", { count: asked.running }) : t(`ask.${asked.kind}.text`)}
      action={t(`bulk.${asked.kind}`)}
      onConfirm={asked.go}
      onClose={() => setAsked(undefined)}
    />
  );
  return { changeMany, dialog };
}
