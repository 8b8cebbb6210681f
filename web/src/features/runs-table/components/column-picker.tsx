import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Columns3, Plus, Search, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeMatch } from "@/api/types";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { attributesQuery } from "../api/attributes";
import classes from "./column-picker.module.css";
import { PathLabel } from "./path-label";

const typingPauseMs = 120;

interface Props {
  projectId: string;
  /** Paths of the attribute columns, in order. */
  columns: readonly string[];
  onChange: (columns: string[]) => void;
}

/** Chooses the attribute columns: those in the table, with their order, and a search over all attributes of the project. */
export function ColumnPicker({ projectId, columns, onChange }: Props) {
  const { t } = useTranslation("runs");
  return (
    <Popover position="bottom-end" width={360} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={14} />}>
          {t("columns.button")}
          {columns.length > 0 && <span className={classes.badge}>{columns.length}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Chosen columns={columns} onChange={onChange} />
        <Available projectId={projectId} columns={columns} onAdd={(path) => onChange([...columns, path])} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Chosen({ columns, onChange }: Omit<Props, "projectId">) {
  const { t } = useTranslation("runs");
  if (columns.length === 0) return null;
  const move = (index: number, by: number) => {
    const moved = [...columns];
    const [path] = moved.splice(index, 1);
    if (path === undefined) return;
    moved.splice(index + by, 0, path);
    onChange(moved);
  };
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{t("columns.chosen")}</h2>
      <ul className={classes.list}>
        {columns.map((path, index) => (
          <li key={path} className={classes.chosen}>
            <PathLabel path={path} />
            <span className={classes.tools}>
              <ActionIcon size="sm" aria-label={t("columns.left", { path })} disabled={index === 0} onClick={() => move(index, -1)}>
                <ArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                size="sm"
                aria-label={t("columns.right", { path })}
                disabled={index === columns.length - 1}
                onClick={() => move(index, 1)}
              >
                <ArrowDown size={14} />
              </ActionIcon>
              <ActionIcon
                size="sm"
                aria-label={t("columns.remove", { path })}
                onClick={() => onChange(columns.filter((other) => other !== path))}
              >
                <X size={14} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Available({ projectId, columns, onAdd }: { projectId: string; columns: readonly string[]; onAdd: (path: string) => void }) {
  const { t } = useTranslation("runs");
  const [text, setText] = useState("");
  const [searched] = useDebouncedValue(text.trim(), typingPauseMs);
  const found = useQuery(attributesQuery(projectId, searched));
  const chosen = new Set(columns);
  const offered = found.data?.attributes.filter(({ path }) => !chosen.has(path)) ?? [];
  const hidden = found.data ? found.data.total - found.data.attributes.length : 0;
  return (
    <section className={classes.part}>
      <TextInput
        data-autofocus
        leftSection={<Search size={14} />}
        aria-label={t("columns.search")}
        placeholder={t("columns.search")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.isPending && <PanelLoading />}
      {found.isError && <PanelError error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && offered.length === 0 && <p className={classes.nothing}>{t("columns.nothing")}</p>}
      <ul className={classes.list}>
        {offered.map((attribute) => (
          <AvailableAttribute key={`${attribute.path} ${attribute.type}`} attribute={attribute} onAdd={onAdd} />
        ))}
      </ul>
      {hidden > 0 && <p className={classes.more}>{t("columns.more", { count: hidden })}</p>}
    </section>
  );
}

function AvailableAttribute({ attribute, onAdd }: { attribute: AttributeMatch; onAdd: (path: string) => void }) {
  const { t } = useTranslation(["runs", "common"]);
  const { path, type, runs } = attribute;
  return (
    <li>
      <button type="button" className={classes.available} onClick={() => onAdd(path)} aria-label={t("columns.add", { path })}>
        <Plus size={14} aria-hidden="true" className={classes.plus} />
        <PathLabel path={path} />
        <span className={classes.about}>
          {t(`common:attributeType.${type}`)}
          <span className={classes.count} title={t("columns.inRuns", { count: runs })}>
            {formatCount(runs)}
          </span>
        </span>
      </button>
    </li>
  );
}
