import { Modal, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries";
import type { Project } from "@/api/types";
import { CodeBlock } from "@/components/code-block";
import { queryText, type RunsView } from "../api/runs";
import type { Sort } from "../lib/address";
import { type CodeKind, codeKinds, codeOf } from "../lib/code";
import type { ColumnSpec } from "../lib/column-spec";
import { partsOf } from "../lib/conditions";
import { allOf } from "../query/tree";
import classes from "./confirm-dialog.module.css";

interface Props {
  project: Project;
  filter: Pick<RunsView, "text" | "where" | "place">;
  columns: readonly ColumnSpec[];
  sort: Sort | undefined;
  onClose: () => void;
}

const limit = 1000;

/** The table's rows from a script: for both clients, and for any language over HTTP. */
export function CodeDialog({ project, filter, columns, sort, onClose }: Props) {
  const { t } = useTranslation(["runs", "common"]);
  const { data: me } = useQuery(meQuery);
  const [kind, setKind] = useState<CodeKind>("neptune");
  const parts = filter.text === undefined ? partsOf(filter.where) : null;
  const code = codeOf(kind, {
    server: me?.server.publicAddress ?? window.location.origin,
    project: { id: project.id, workspace: project.workspace, name: project.name },
    query: queryText(filter),
    filter: parts && allOf(parts),
    trashed: filter.place === "trash",
    columns,
    sort,
    limit,
  });
  return (
    <Modal opened onClose={onClose} title={t("code.title")} size="lg" closeButtonProps={{ "aria-label": t("common:close") }}>
      <SegmentedControl
        aria-label={t("code.kind")}
        value={kind}
        onChange={(next) => setKind(next as CodeKind)}
        data={codeKinds.map((one) => ({ value: one, label: t(`code.kinds.${one}`) }))}
      />
      <p className={classes.hint}>{t("code.hint", { count: limit })}</p>
      <CodeBlock code={code} copyLabel={t("code.copy")} />
    </Modal>
  );
}
