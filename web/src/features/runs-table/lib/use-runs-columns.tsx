import {
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  metaHelper,
  type Row,
  tableFeatures,
} from "@tanstack/react-table";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import { RunState } from "@/components/run-state";
import { TagList } from "@/components/tag-list";
import { TimeAgo } from "@/components/time-ago";
import { AttributeValue } from "@/components/attribute-value";
import { PathLabel } from "../components/path-label";
import classes from "../components/runs-table.module.css";
import { attributeSize, minimumSize, narrowSizes, type SystemColumn, sortPaths, systemColumns, systemSizes } from "./columns";

export interface RunsColumnMeta {
  /** What the server sorts by for this column; undefined where there is no order. */
  sortPath: string | undefined;
  /** For the header's button and the screen reader. */
  label: string;
}

export const runsFeatures = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnMeta: metaHelper<RunsColumnMeta>(),
});

export const attributeColumnId = (path: string) => `attribute:${path}`;

export type RunsTableRow = Row<typeof runsFeatures, RunRow>;
export type RunsColumns = ReturnType<typeof useRunsColumns>;

const helper = createColumnHelper<typeof runsFeatures, RunRow>();

function systemCell(column: SystemColumn, run: RunRow) {
  switch (column) {
    case "id":
      return (
        <Link from="/$workspace/$project/runs" to="/$workspace/$project/runs/$runId" params={{ runId: run.shortId }} className={classes.id}>
          {run.shortId}
        </Link>
      );
    case "name":
      return <bdi title={run.name ?? undefined}>{run.name}</bdi>;
    case "state":
      return <RunState state={run.state} failed={run.failed} />;
    case "created":
      return <TimeAgo iso={run.created} />;
    case "owner":
      return <bdi title={run.owner}>{run.owner}</bdi>;
    case "tags":
      return <TagList tags={run.tags} />;
  }
}

/** The table's columns: what every run has, then the chosen attributes. */
export function useRunsColumns(attributes: readonly string[]) {
  const { t } = useTranslation("runs");
  const isNarrow = useMediaQuery("(max-width: 800px)");
  return useMemo(() => {
    const sizes = isNarrow ? narrowSizes : systemSizes;
    const system = systemColumns.map((column) =>
      helper.display({
        id: column,
        size: sizes[column],
        minSize: minimumSize,
        header: () => t(`column.${column}`),
        cell: ({ row }) => systemCell(column, row.original),
        meta: { sortPath: sortPaths[column], label: t(`column.${column}`) },
      }),
    );
    const chosen = attributes.map((path, index) =>
      helper.display({
        id: attributeColumnId(path),
        size: attributeSize,
        minSize: minimumSize,
        header: () => <PathLabel path={path} />,
        cell: ({ row }) => <AttributeValue attribute={row.original.cells[index] ?? null} />,
        meta: { sortPath: path, label: path },
      }),
    );
    return [...system, ...chosen];
  }, [t, attributes, isNarrow]);
}
