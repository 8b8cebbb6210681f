import { Checkbox, Popover, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { valuesQuery } from "../api/attributes";
import { Anchor, type Spot } from "./anchor";
import picker from "./column-picker.module.css";
import classes from "./tag-editor.module.css";

export type TagKind = "tags" | "groupTags";

interface Props {
  projectId: string;
  kind: TagKind;
  spot: Spot;
  /** Of each tag, how many of the runs have it, going by what is loaded; `total` runs are meant. */
  counts: Readonly<Record<TagKind, ReadonlyMap<string, number>>>;
  total: number;
  onChange: (kind: TagKind, change: { add?: string[]; remove?: string[] }) => void;
  onClose: () => void;
}

/** Adds and takes away tags of one run or many: a box is full when all have the tag, half when some do. */
export function TagEditor({ projectId, kind: first, spot, counts, total, onChange, onClose }: Props) {
  const { t } = useTranslation("runs");
  const [kind, setKind] = useState(first);
  const [text, setText] = useState("");
  // What was pressed here, before the table has the answer.
  const [pressed, setPressed] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [searched] = useDebouncedValue(text.trim(), 100);
  const known = useQuery(valuesQuery(projectId, kind === "tags" ? "sys/tags" : "sys/group_tags", searched));
  const own = [...counts[kind].keys()].filter((tag) => tag.toLowerCase().includes(searched.toLowerCase())).toSorted((a, b) => a.localeCompare(b));
  const others = (known.data?.values ?? []).filter(({ value }) => !counts[kind].has(value.text));
  const wanted = text.trim();
  const isNew = wanted !== "" && !counts[kind].has(wanted) && !others.some(({ value }) => value.text === wanted) && pressed.get(wanted) === undefined;
  const pressedOnly = [...pressed.keys()].filter((tag) => !counts[kind].has(tag) && !others.some(({ value }) => value.text === tag));

  const set = (tag: string, isOn: boolean) => {
    setPressed((before) => new Map(before).set(tag, isOn));
    onChange(kind, isOn ? { add: [tag] } : { remove: [tag] });
  };
  const row = (tag: string, runs: number | undefined) => {
    const count = counts[kind].get(tag) ?? 0;
    const isAll = pressed.get(tag) ?? count === total;
    const isSome = pressed.get(tag) === undefined && count > 0 && count < total;
    return (
      <li key={tag}>
        <label className={classes.row}>
          <Checkbox checked={isAll} indeterminate={isSome} onChange={() => set(tag, !isAll)} aria-label={tag} />
          <bdi className={classes.name} title={tag}>
            {tag}
          </bdi>
          {runs !== undefined && <span className={classes.count}>{formatCount(runs)}</span>}
        </label>
      </li>
    );
  };
  return (
    <Popover opened onClose={onClose} onDismiss={onClose} position="top-start" width={288} trapFocus withinPortal>
      <Popover.Target>
        <Anchor spot={spot} />
      </Popover.Target>
      <Popover.Dropdown className={picker.dropdown} aria-label={t("tags.title")}>
        <div className={picker.part}>
          <SegmentedControl
            fullWidth
            aria-label={t("tags.kind")}
            value={kind}
            data={[
              { value: "tags", label: t("tags.tags") },
              { value: "groupTags", label: t("tags.groupTags") },
            ]}
            onChange={(next) => {
              setKind(next);
              setPressed(new Map());
            }}
          />
          <TextInput
            data-autofocus
            mt={8}
            maxLength={512}
            leftSection={<Search size={14} />}
            aria-label={t("tags.search")}
            placeholder={t("tags.search")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing || wanted === "") return;
              set(wanted, true);
              setText("");
            }}
          />
          {known.isPending && <PanelLoading />}
          {known.isError && <PanelError error={known.error} onRetry={() => void known.refetch()} />}
          <ul className={classes.list}>
            {isNew && (
              <li>
                <button
                  type="button"
                  className={classes.row}
                  onClick={() => {
                    set(wanted, true);
                    setText("");
                  }}
                >
                  <Plus size={14} aria-hidden="true" />
                  <span className={classes.name}>{t("tags.create", { tag: wanted })}</span>
                </button>
              </li>
            )}
            {[...pressedOnly, ...own].map((tag) => row(tag, undefined))}
            {others.map(({ value, runs }) => row(value.text, runs))}
          </ul>
          {known.data && own.length + others.length + pressedOnly.length === 0 && !isNew && <p className={picker.nothing}>{t("tags.none")}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
