import { Button, Modal, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { toNumber } from "@/api/types";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { copyText } from "@/lib/clipboard";
import { formatNumber } from "@/lib/format";
import { showToast } from "@/lib/toasts";
import { type Column, groupsQuery, type RunGroup, type RunsView } from "../api/runs";
import { type ColumnSpec, columnKey, isWorkedOut, readColumn } from "../lib/column-spec";
import { type PivotFigure, pivotFigures, pivotTable, writeCsv, writeLatex, writeMarkdown } from "../lib/pivot";
import { useColumnName } from "./header-cell";
import classes from "./pivot-dialog.module.css";

interface Props {
  projectId: string;
  view: Pick<RunsView, "text" | "where" | "place">;
  columns: readonly ColumnSpec[];
  onClose: () => void;
}

const most = 1000;
const column = (key: string): Column => {
  const spec = readColumn(key);
  return { path: spec?.path ?? key, type: null, aggregate: spec?.aggregate ?? "last" };
};

/** Rows from one column, columns from another, a third summed up in the cells; to be copied into a paper. */
export function PivotDialog({ projectId, view, columns, onClose }: Props) {
  const { t } = useTranslation(["runs", "common"]);
  const nameOf = useColumnName();
  const options = columns.filter((spec) => spec.path !== "sys/id" && spec.path !== "sys/tags" && !isWorkedOut(spec)).map((spec) => ({ value: columnKey(spec), label: nameOf(spec) }));
  const own = options.filter(({ value }) => !value.startsWith("sys/"));
  const [rows, setRows] = useState(own[0]?.value ?? "sys/owner");
  const [across, setAcross] = useState(own[1]?.value ?? "sys/state");
  const [value, setValue] = useState(own.at(-1)?.value ?? "");
  const [figure, setFigure] = useState<PivotFigure>("spread");
  const isReady = rows !== across && value !== "";
  const answer = useQuery({ ...groupsQuery(projectId, view, [column(rows), column(across)], [column(value)], most), enabled: isReady });
  const label = (group: RunGroup, at: number) => {
    const key = group.values[at];
    if (key === undefined || key.kind === "missing") return t("groups.missing");
    return key.number === null ? key.text : formatNumber(toNumber(key.number));
  };
  const table = useMemo(() => (answer.data ? pivotTable(answer.data.groups.map((group) => ({ row: label(group, 0), column: label(group, 1), runs: group.runs, figures: group.figures[0] })), figure, formatNumber) : undefined), [answer.data, figure]); // eslint-disable-line react-hooks/exhaustive-deps
  const copy = async (text: string) => showToast(t((await copyText(text)) ? "pivot.copied" : "common:copy.failed"));
  const select = (name: string, chosen: string, set: (next: string) => void) => (
    <Select label={name} data={options} value={chosen} allowDeselect={false} searchable onChange={(next) => next !== null && set(next)} />
  );
  const head = [nameOf(readColumn(rows) ?? { path: rows, aggregate: "last" }), ...(table?.columns ?? [])];
  return (
    <Modal opened onClose={onClose} title={t("pivot.title")} size="xl" closeButtonProps={{ "aria-label": t("common:cancel") }}>
      <div className={classes.choice}>
        {select(t("pivot.rows"), rows, setRows)}
        {select(t("pivot.columns"), across, setAcross)}
        {select(t("pivot.value"), value, setValue)}
        <SegmentedControl aria-label={t("pivot.figure")} value={figure} onChange={(next) => setFigure(next)} data={pivotFigures.map((one) => ({ value: one, label: t(`pivot.figures.${one}`) }))} />
      </div>
      {!isReady ? (
        <PanelEmpty title={t(value === "" ? "pivot.noValue" : "pivot.same")} />
      ) : answer.isPending ? (
        <PanelLoading />
      ) : answer.isError ? (
        <PanelError error={answer.error} onRetry={() => void answer.refetch()} />
      ) : table === undefined || table.rows.length === 0 ? (
        <PanelEmpty title={t("pivot.empty")} />
      ) : (
        <>
          <div className={classes.scroller} tabIndex={0} role="region" aria-label={t("pivot.title")}>
            <table className={classes.table}>
              <thead>
                <tr>
                  {head.map((name, index) => (
                    <th key={`${index} ${name}`} scope="col">
                      <bdi>{name}</bdi>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map(({ name, cells }) => (
                  <tr key={name}>
                    <th scope="row">
                      <bdi>{name}</bdi>
                    </th>
                    {cells.map((cell, index) => (
                      <td key={table.columns[index]}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {answer.data.total > answer.data.groups.length && <p className={classes.note}>{t("groups.left", { count: answer.data.total - answer.data.groups.length })}</p>}
          <div className={classes.buttons}>
            <Button variant="default" leftSection={<Copy size={14} />} onClick={() => void copy(writeMarkdown(head, table))}>
              {t("pivot.markdown")}
            </Button>
            <Button variant="default" leftSection={<Copy size={14} />} onClick={() => void copy(writeLatex(head, table))}>
              {t("pivot.latex")}
            </Button>
            <Button variant="default" leftSection={<Copy size={14} />} onClick={() => void copy(writeCsv(head, table))}>
              {t("pivot.csv")}
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
