import { ActionIcon, Button, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Columns3, Pin, PinOff, Plus, RotateCcw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FormulaField } from "@/charts/components/formula-field";
import { formulaPathsQuery } from "../api/attributes";
import { type ColumnSpec, columnKey, defaultColumns, formulaColumn, order, plainColumn } from "../lib/column-spec";
import { AttributeSearch } from "./attribute-search";
import classes from "./column-picker.module.css";
import { useColumnName } from "./header-cell";
import { PathLabel } from "./path-label";

interface Props {
  projectId: string;
  columns: readonly ColumnSpec[];
  onChange: (columns: readonly ColumnSpec[]) => void;
  children?: React.ReactNode;
}

/** Chooses the columns: those in the table, with their order, and a search over all attributes of the project. */
export function ColumnPicker({ projectId, columns, onChange, children }: Props) {
  const { t } = useTranslation("runs");
  const chosen = new Set(columns.map(columnKey));
  return (
    <Popover position="bottom-end" width={400} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={14} />}>
          {t("columns.button")}
          <span className={classes.badge}>{columns.length}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <section className={classes.part}>
          <AttributeSearch
            projectId={projectId}
            label={(path) => t("columns.add", { path })}
            icon={<Plus size={14} aria-hidden="true" className={classes.plus} />}
            hidden={({ path }) => chosen.has(columnKey(plainColumn(path)))}
            onChoose={({ path }) => onChange([...columns, plainColumn(path)])}
          />
        </section>
        <section className={classes.part}>
          <NewFormula projectId={projectId} onFormula={(formula) => !chosen.has(columnKey(formulaColumn(formula))) && onChange([...columns, formulaColumn(formula)])} />
        </section>
        <Chosen columns={columns} onChange={onChange} />
        {children !== undefined && <section className={classes.part}>{children}</section>}
      </Popover.Dropdown>
    </Popover>
  );
}

function NewFormula({ projectId, onFormula }: { projectId: string; onFormula: (formula: string) => void }) {
  const { t } = useTranslation("runs");
  const paths = useQuery(formulaPathsQuery(projectId)).data ?? [];
  return <FormulaField label={t("columns.formula")} description={t("columns.formulaHint")} paths={paths} formula={undefined} isForMany onFormula={(formula) => formula !== undefined && onFormula(formula)} />;
}

function Chosen({ columns, onChange }: Pick<Props, "columns" | "onChange">) {
  const { t } = useTranslation("runs");
  const nameOf = useColumnName();
  const move = (index: number, by: number) => {
    const moved = [...columns];
    const [column] = moved.splice(index, 1);
    if (column === undefined) return;
    moved.splice(index + by, 0, column);
    onChange(order(moved));
  };
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>
        <span className={classes.line}>
          {t("columns.chosen")}
          <ActionIcon size="sm" aria-label={t("columns.reset")} title={t("columns.reset")} onClick={() => onChange(defaultColumns)}>
            <RotateCcw size={12} />
          </ActionIcon>
        </span>
      </h2>
      <ul className={classes.list}>
        {columns.map((column, index) => {
          const path = nameOf(column);
          return (
            <li key={columnKey(column)} className={classes.chosen}>
              {column.formula === undefined ? <PathLabel path={path} /> : <bdi className={classes.formula} title={path}>{path}</bdi>}
              <span className={classes.tools}>
                <ActionIcon size="sm" aria-label={t(column.pinned ? "columns.unpin" : "columns.pin", { path })} onClick={() => onChange(order(columns.map((other) => (other === column ? { ...column, pinned: !column.pinned } : other))))}>
                  {column.pinned ? <PinOff size={14} /> : <Pin size={14} />}
                </ActionIcon>
                <ActionIcon size="sm" aria-label={t("columns.left", { path })} disabled={index === 0} onClick={() => move(index, -1)}>
                  <ArrowUp size={14} />
                </ActionIcon>
                <ActionIcon size="sm" aria-label={t("columns.right", { path })} disabled={index === columns.length - 1} onClick={() => move(index, 1)}>
                  <ArrowDown size={14} />
                </ActionIcon>
                <ActionIcon size="sm" aria-label={t("columns.remove", { path })} disabled={columns.length === 1} onClick={() => onChange(columns.filter((other) => other !== column))}>
                  <X size={14} />
                </ActionIcon>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
