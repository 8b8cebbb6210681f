import { ActionIcon, Autocomplete, Button, Popover, SegmentedControl, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { FolderPlus, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeMatch } from "@/api/types";
import { valuesQuery } from "../api/attributes";
import { AttributeSearch } from "../components/attribute-search";
import picker from "../components/column-picker.module.css";
import classes from "./builder.module.css";
import { figures } from "./parse";
import { condition, type Condition, type Filter, type Group, needsValue, type Operator } from "./tree";
import { typeWord } from "./type-word";

const comparing: readonly Operator[] = ["=", "!=", "<", "<=", ">", ">="];
const matching: readonly Operator[] = ["=", "!=", "CONTAINS", "NOT CONTAINS", "MATCHES", "NOT MATCHES", "STARTS WITH", "ENDS WITH"];
const presence: readonly Operator[] = ["EXISTS", "NOT EXISTS"];

function operatorsOf(type: string | undefined): readonly Operator[] {
  switch (type) {
    case "int":
    case "float":
    case "floatSeries":
    case "datetime":
      return [...comparing, ...presence];
    case "bool":
    case "experimentState":
      return ["=", "!=", ...presence];
    case "stringSet":
      return ["CONTAINS", "NOT CONTAINS", ...presence];
    case "file":
    case "fileSet":
    case "fileSeries":
    case "notebookRef":
    case "histogramSeries":
      return presence;
    case undefined:
      return [...comparing, ...matching.slice(2), ...presence];
    default:
      return [...matching, ...presence];
  }
}

interface Props {
  projectId: string;
  filter: Filter;
  onChange: (filter: Filter | undefined) => void;
}

/** A group of conditions that must all hold, or of which one must; groups may stand in groups. */
export function GroupEditor({ projectId, group, depth, onChange }: { projectId: string; group: Group; depth: number; onChange: (group: Group | undefined) => void }) {
  const { t } = useTranslation("runs");
  const { kind, parts } = group;
  const setPart = (index: number, part: Filter | undefined) => {
    const next = part === undefined ? parts.filter((_, i) => i !== index) : parts.map((before, i) => (i === index ? part : before));
    onChange(next.length === 0 && depth > 0 ? undefined : { kind, parts: next });
  };
  return (
    <div className={depth > 0 ? classes.inner : undefined} role="group" aria-label={t(`builder.${kind}`)}>
      <div className={classes.head}>
        <SegmentedControl
          aria-label={t("builder.join")}
          value={kind}
          data={[
            { value: "and", label: t("builder.and") },
            { value: "or", label: t("builder.or") },
          ]}
          onChange={(next) => onChange({ kind: next, parts })}
        />
        {depth > 0 && (
          <ActionIcon size="sm" aria-label={t("builder.removeGroup")} onClick={() => onChange(undefined)}>
            <X size={14} />
          </ActionIcon>
        )}
      </div>
      {parts.map((part, index) => (
        // A part has no identity but its place.
        // eslint-disable-next-line react/no-array-index-key
        <PartEditor key={index} projectId={projectId} filter={part} depth={depth} onChange={(next) => setPart(index, next)} />
      ))}
      <div className={classes.add}>
        <AddCondition projectId={projectId} onAdd={(part) => onChange({ kind, parts: [...parts, part] })} />
        {depth < 3 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<FolderPlus size={13} />}
            onClick={() => onChange({ kind, parts: [...parts, { kind: kind === "and" ? "or" : "and", parts: [] }] })}
          >
            {t("builder.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

function PartEditor({ projectId, filter, depth, onChange }: Props & { depth: number }) {
  const { t } = useTranslation("runs");
  if (filter.kind === "condition") return <ConditionEditor projectId={projectId} filter={filter} onChange={onChange} />;
  if (filter.kind === "not") {
    return (
      <div className={classes.not}>
        <span className={classes.notWord}>{t("builder.not")}</span>
        <div className={classes.notPart}>
          <PartEditor projectId={projectId} filter={filter.part} depth={depth + 1} onChange={(part) => onChange(part && { kind: "not", part })} />
        </div>
      </div>
    );
  }
  return <GroupEditor projectId={projectId} group={filter} depth={depth + 1} onChange={onChange} />;
}

/** The condition that an attribute starts with: the first operator that its type knows. */
export function startCondition({ path, type }: Pick<AttributeMatch, "path" | "type">): Condition {
  const word = typeWord(type);
  return condition(path, operatorsOf(word)[0] ?? "EXISTS", word === "bool" ? "true" : "", word);
}

export function AddCondition({ projectId, onAdd }: { projectId: string; onAdd: (part: Condition) => void }) {
  const { t } = useTranslation("runs");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={380} trapFocus withinPortal>
      <Popover.Target>
        <Button size="compact-xs" variant="subtle" leftSection={<Plus size={13} />} onClick={() => setOpen(!isOpen)}>
          {t("builder.add")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={picker.dropdown}>
        <div className={picker.part}>
          <AttributeSearch
            projectId={projectId}
            label={(path) => t("builder.addFor", { path })}
            onChoose={(match) => {
              onAdd(startCondition(match));
              setOpen(false);
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function ConditionEditor({ projectId, filter, onChange }: { projectId: string; filter: Condition; onChange: (filter: Condition | undefined) => void }) {
  const { t } = useTranslation("runs");
  const { attribute, type, figure, operator, value } = filter;
  const change = (part: Partial<Condition>) => onChange({ ...filter, ...part });
  const allowed = attribute === undefined ? (["MENTIONS"] as const) : operatorsOf(type);
  return (
    <div className={classes.condition}>
      <span className={classes.name} title={attribute}>
        {attribute === undefined ? t("builder.anyText") : <bdi>{attribute}</bdi>}
      </span>
      {type === "floatSeries" && (
        <Select
          className={classes.figure}
          aria-label={t("builder.figure")}
          value={figure ?? "last"}
          data={figures.map((one) => ({ value: one, label: t(`builder.figures.${one}`) }))}
          allowDeselect={false}
          onChange={(next) => next !== null && change({ figure: next })}
        />
      )}
      <Select
        className={classes.operator}
        aria-label={t("builder.operator")}
        value={operator}
        data={[...new Set([...allowed, operator])].map((one) => ({ value: one, label: t(`builder.operators.${operatorKey(one)}`) }))}
        allowDeselect={false}
        onChange={(next) => next !== null && change({ operator: next as Operator })}
      />
      {needsValue(operator) && <ValueField projectId={projectId} attribute={attribute} type={type} value={value} onValue={(next) => change({ value: next })} />}
      <ActionIcon size="sm" aria-label={t("builder.remove")} onClick={() => onChange(undefined)}>
        <X size={14} />
      </ActionIcon>
    </div>
  );
}

const operatorKeys = { "=": "is", "!=": "isNot", "<": "less", "<=": "atMost", ">": "greater", ">=": "atLeast", CONTAINS: "contains", "NOT CONTAINS": "containsNot", MATCHES: "matches", "NOT MATCHES": "matchesNot", "STARTS WITH": "starts", "ENDS WITH": "ends", EXISTS: "exists", "NOT EXISTS": "existsNot", MENTIONS: "mentions" } as const;
export const operatorKey = (operator: Operator) => operatorKeys[operator];

interface ValueProps {
  projectId: string;
  attribute: string | undefined;
  type: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

/** The value to compare with, completed from those that the runs have. */
function ValueField({ projectId, attribute, type, value, onValue }: ValueProps) {
  const { t } = useTranslation("runs");
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [searched] = useDebouncedValue(text, 120);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const isListed = attribute !== undefined && type !== "float" && type !== "floatSeries" && type !== "datetime";
  const values = useQuery({ ...valuesQuery(projectId, attribute ?? "sys/id", searched === value ? "" : searched), enabled: isListed });
  const send = (next: string) => {
    setKnown(next);
    if (next !== value) onValue(next);
  };
  return (
    <Autocomplete
      className={classes.value}
      size="xs"
      aria-label={t("builder.value")}
      placeholder={t(type === "datetime" ? "builder.timeHint" : "builder.value")}
      data={isListed ? [...new Set(values.data?.values.map(({ value: each }) => each.text) ?? [])].slice(0, 50) : []}
      filter={({ options }) => options}
      value={text}
      onChange={setText}
      onOptionSubmit={send}
      onBlur={() => send(text)}
      onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && send(text)}
    />
  );
}
