import { ActionIcon, Button, CloseButton, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { Code, Download, Ellipsis, FileArchive, Group as GroupIcon, Palette, Rows2, Rows3, Rows4, Search, Sparkles, Table2 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MenuChoice } from "@/components/menu-choice";
import { useKeys } from "@/lib/use-keys";
import type { ExportFormat } from "../api/views";
import type { Density } from "../lib/address";
import classes from "./runs-toolbar.module.css";

/** A key that is held down repeats faster: the table is drawn once it is let go. */
const restMs = 40;
const densities: readonly [Density, typeof Rows2][] = [
  ["compact", Rows4],
  ["normal", Rows3],
  ["tall", Rows2],
];

interface Props {
  text: string | undefined;
  onText: (text: string | undefined) => void;
  /** Asks for what the filter will show; ends when it is there. */
  onType: (part: { q: string | undefined }) => Promise<void>;
  /** Runs that match; undefined while not known. */
  total: number | undefined;
  /** Runs of the project; undefined while not known. */
  all: number | undefined;
  isFiltered: boolean;
  density: Density;
  onDensity: (density: Density) => void;
  grouped: readonly { key: string; name: string }[];
  onUngroup: (key: string) => void;
  colored: string | undefined;
  onUncolor: () => void;
  isSuggesting: boolean;
  onSuggest: () => void;
  onExport: (format: ExportFormat) => void;
  onPivot: () => void;
  /** Undefined where no query says what is shown. */
  onCode: (() => void) | undefined;
  tab: "table" | "charts";
  onTab: (tab: "table" | "charts") => void;
  views: ReactNode;
  children: ReactNode;
}

/** Views, the text filter, the count of what it leaves, and the table's own controls. */
export function RunsToolbar(props: Props) {
  const { text = "", onText, onType, total, all, isFiltered, density, onDensity, grouped, onUngroup, colored, onUncolor, isSuggesting, onSuggest, onExport, onPivot, onCode, tab, onTab, views, children } = props;
  const { t } = useTranslation(["runs", "common"]);
  const [keys] = useKeys();
  const [typed, setTyped] = useState(text);
  const [sent, setSent] = useState(text);
  const [seen, setSeen] = useState(text);
  const field = useRef<HTMLInputElement>(null);

  // The address moved on its own (back, a link): the field follows it, unless it is only our own text coming back.
  if (text !== seen) {
    setSeen(text);
    if (text !== sent) {
      setSent(text);
      setTyped(text);
    }
  }

  useEffect(() => {
    if (typed === sent) return;
    const q = typed || undefined;
    let isLast = true;
    const show = () => {
      if (!isLast) return;
      setSent(typed);
      onText(q);
    };
    void Promise.all([onType({ q }), new Promise((done) => setTimeout(done, restMs))]).then(show);
    return () => {
      isLast = false;
    };
  }, [typed, sent, onText, onType]);

  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const [inner] = event.composedPath();
      const isTyping = inner instanceof Element && inner.closest("input, textarea, [contenteditable]");
      if (event.isComposing || event.key.toLowerCase() !== keys.search || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", focusOnSlash);
    return () => document.removeEventListener("keydown", focusOnSlash);
  }, [keys.search]);

  return (
    <div className={classes.bar}>
      {views}
      <TextInput
        ref={field}
        className={classes.filter}
        leftSection={<Search size={14} />}
        rightSection={typed !== "" && <CloseButton size="xs" aria-label={t("filter.clear")} onClick={() => setTyped("")} />}
        aria-label={t("filter.label")}
        placeholder={t("filter.label")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <span className={classes.count} role="status">
        {total !== undefined && (isFiltered && all !== undefined ? t("countOf", { count: total, all }) : t(isFiltered ? "countMatching" : "count", { count: total }))}
      </span>
      <div className={classes.tools}>
        {grouped.map(({ key, name }) => (
          <Button key={key} variant="light" leftSection={<GroupIcon size={14} />} className={classes.group} aria-label={t("groups.remove", { column: name })} title={t("groups.remove", { column: name })} onClick={() => onUngroup(key)}>
            <bdi>{name}</bdi>
          </Button>
        ))}
        {colored !== undefined && (
          <Button variant="light" leftSection={<Palette size={14} />} className={classes.group} aria-label={t("color.remove", { column: colored })} title={t("color.remove", { column: colored })} onClick={onUncolor}>
            <bdi>{colored}</bdi>
          </Button>
        )}
        <SegmentedControl
          aria-label={t("tab.label")}
          value={tab}
          onChange={(next) => onTab(next === "charts" ? "charts" : "table")}
          data={[
            { value: "table", label: t("tab.table") },
            { value: "charts", label: t("tab.charts") },
          ]}
        />
        {children}
        <Menu position="bottom-end" width={240} withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t("table.more")} title={t("table.more")}>
              <Ellipsis size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("density.label")}</Menu.Label>
            {densities.map(([value, Icon]) => (
              <MenuChoice key={value} kind="one" isOn={value === density} icon={<Icon size={14} />} onClick={() => onDensity(value)}>
                {t(`density.${value}`)}
              </MenuChoice>
            ))}
            <Menu.Divider />
            <MenuChoice kind="check" isOn={isSuggesting} icon={<Sparkles size={14} />} onClick={onSuggest}>
              {t("suggest.toggle")}
            </MenuChoice>
            <Menu.Item leftSection={<Table2 size={14} />} onClick={onPivot}>
              {t("pivot.open")}
            </Menu.Item>
            {onCode && (
              <Menu.Item leftSection={<Code size={14} />} onClick={onCode}>
                {t("code.open")}
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item leftSection={<Download size={14} />} onClick={() => onExport("csv")}>
              {t("export.csv")}
            </Menu.Item>
            <Menu.Item leftSection={<Download size={14} />} onClick={() => onExport("json")}>
              {t("export.json")}
            </Menu.Item>
            <Menu.Item leftSection={<FileArchive size={14} />} onClick={() => onExport("seriesZip")}>
              {t("export.seriesCsv")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
