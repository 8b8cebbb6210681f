import { Button, Loader, Menu, Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Code, ListFilter, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries";
import { MenuChoice } from "@/components/menu-choice";
import { loadPart } from "@/lib/load-part";
import { ages, createdWithin, hasTag, isFailed, isHead, isOn, isOwnedBy, isRunning, partsOf, textOf, withOnly, withPart } from "../lib/conditions";
import { parseQuery, valuesQuery } from "../api/attributes";
import { GroupEditor, operatorKey } from "./builder";
import classes from "./filter-bar.module.css";
import { recentQueries, rememberQuery } from "./recent";
import { allOf, type Filter, needsValue, print } from "./tree";

const NqlEditor = lazy(async () => ({ default: (await loadPart(() => import("./nql-editor"))).NqlEditor }));

interface Props {
  projectId: string;
  where: string | undefined;
  onWhere: (where: string | undefined) => void;
}

/** Quick filters, the conditions that hold as chips, and both ways to edit them: builder and text. */
export function FilterBar({ projectId, where, onWhere }: Props) {
  const { t } = useTranslation("runs");
  const { data: me } = useQuery(meQuery);
  const queries = useQueryClient();
  const [isText, setText] = useState(false);
  const [draft, setDraft] = useState(where ?? "");
  const [known, setKnown] = useState(where);
  if (where !== known) {
    setKnown(where);
    setDraft(where ?? "");
  }
  const parts = partsOf(where);
  const mine = me && isOwnedBy(me.user.username);
  const quick: readonly [string, Filter | undefined][] = [
    [t("quick.mine"), mine],
    [t("quick.running"), isRunning],
    [t("quick.failed"), isFailed],
    [t("quick.experiments"), isHead],
  ];
  const isQuick = (part: Filter) => quick.some(([, one]) => one && print(one) === print(part)) || ages.some((age) => print(createdWithin(age)) === print(part));
  const apply = async (text: string) => {
    const next = text.trim() === "" ? undefined : text.trim();
    // A query with a fault stays where it is marked; the table keeps what it shows.
    if (next !== undefined && (await queries.fetchQuery(parseQuery(next))).fault) return;
    if (next !== undefined) rememberQuery(projectId, next);
    onWhere(next);
  };

  return (
    <div className={classes.bar}>
      <div className={classes.chips}>
        {quick.map(([label, part]) =>
          part === undefined ? null : (
            <button key={label} type="button" className={clsx(classes.chip, isOn(where, part) && classes.on)} aria-pressed={isOn(where, part)} title={part === isHead ? t("quick.experimentsHint") : undefined} onClick={() => onWhere(withPart(where, part, !isOn(where, part)))}>
              {label}
            </button>
          ),
        )}
        <CreatedChip where={where} onWhere={onWhere} />
        <TagChip projectId={projectId} where={where} onWhere={onWhere} />
        <Builder projectId={projectId} where={where} onWhere={onWhere} />
        {!isText &&
          parts?.map((part) =>
            isQuick(part) ? null : (
              <span key={print(part)} className={clsx(classes.chip, classes.on, classes.condition)}>
                <button type="button" className={classes.words} title={print(part)} onClick={() => setText(true)}>
                  <PartWords part={part} />
                </button>
                <button type="button" className={classes.remove} aria-label={t("query.removePart", { part: print(part) })} onClick={() => onWhere(withPart(where, part, false))}>
                  <X size={12} aria-hidden="true" />
                </button>
              </span>
            ),
          )}
        {parts === null && !isText && (
          <button type="button" className={clsx(classes.chip, classes.on, classes.code)} title={where} onClick={() => setText(true)}>
            {where}
          </button>
        )}
        <button type="button" className={clsx(classes.chip, isText && classes.on)} aria-pressed={isText} onClick={() => setText(!isText)}>
          <Code size={13} aria-hidden="true" />
          {t("query.asText")}
        </button>
        {where !== undefined && (
          <button type="button" className={clsx(classes.chip, classes.clear)} onClick={() => onWhere(undefined)}>
            {t("query.clear")}
          </button>
        )}
      </div>
      {isText && (
        <div className={classes.text}>
          <div className={classes.editor}>
            <Suspense fallback={<Loader size="xs" />}>
              <NqlEditor projectId={projectId} text={draft} onText={setDraft} onSubmit={(text) => void apply(text)} />
            </Suspense>
          </div>
          <Recent projectId={projectId} onChoose={(text) => void apply(text)} />
          <Button disabled={draft.trim() === (where ?? "")} onClick={() => void apply(draft)}>
            {t("query.apply")}
          </Button>
        </div>
      )}
    </div>
  );
}

function PartWords({ part }: { part: Filter }) {
  const { t } = useTranslation("runs");
  if (part.kind === "not" && part.part.kind === "condition") {
    return (
      <>
        <span className={classes.not}>{t("builder.not")}</span> <PartWords part={part.part} />
      </>
    );
  }
  if (part.kind !== "condition") return <span className={classes.codeText}>{print(part)}</span>;
  const { attribute, figure, operator, value } = part;
  return (
    <>
      <bdi className={classes.attribute}>{attribute ?? t("builder.anyText")}</bdi>
      {figure !== undefined && figure !== "last" && <span className={classes.figure}>{figure}</span>} <span className={classes.operator}>{t(`builder.operators.${operatorKey(operator)}`)}</span>{" "}
      {needsValue(operator) && <bdi className={classes.value}>{value}</bdi>}
    </>
  );
}

function Builder({ projectId, where, onWhere }: Props) {
  const { t } = useTranslation("runs");
  const [isOpen, setOpen] = useState(false);
  // Conditions without a value yet live here until they have one.
  const [draft, setDraft] = useState<Filter>(allOf([]));
  const parts = partsOf(where);
  const open = () => {
    const only = parts?.length === 1 ? parts[0] : undefined;
    setDraft(only?.kind === "or" ? only : allOf(parts ?? []));
    setOpen(!isOpen);
  };
  const isWhole = (filter: Filter): boolean =>
    filter.kind === "condition" ? !needsValue(filter.operator) || filter.value !== "" : filter.kind === "not" ? isWhole(filter.part) : filter.parts.every(isWhole);
  const prune = (filter: Filter): Filter | undefined => {
    if (filter.kind === "condition") return isWhole(filter) ? filter : undefined;
    if (filter.kind === "not") {
      const part = prune(filter.part);
      return part && { kind: "not", part };
    }
    const kept = filter.parts.flatMap((part) => prune(part) ?? []);
    return kept.length > 0 ? { kind: filter.kind, parts: kept } : undefined;
  };
  const change = (next: Filter | undefined) => {
    const filter = next ?? allOf([]);
    setDraft(filter);
    const whole = prune(filter);
    onWhere(whole && textOf(whole.kind === "and" ? whole.parts : [whole]));
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={620} trapFocus withinPortal>
      <Popover.Target>
        <button type="button" className={classes.chip} disabled={parts === null} title={parts === null ? t("builder.tooFree") : undefined} aria-expanded={isOpen} onClick={open}>
          <ListFilter size={13} aria-hidden="true" />
          {t("builder.button")}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.builder} aria-label={t("builder.button")}>
        <GroupEditor projectId={projectId} group={draft.kind === "or" || draft.kind === "and" ? draft : allOf([draft])} depth={0} onChange={change} />
      </Popover.Dropdown>
    </Popover>
  );
}

function CreatedChip({ where, onWhere }: Pick<Props, "where" | "onWhere">) {
  const { t } = useTranslation("runs");
  const chosen = ages.find((age) => isOn(where, createdWithin(age)));
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className={clsx(classes.chip, chosen && classes.on)}>
          {chosen ? t(`quick.age.${chosen}`) : t("quick.created")}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {ages.map((age) => (
          <MenuChoice key={age} kind="one" isOn={age === chosen} onClick={() => onWhere(withOnly(where, "sys/creation_time", [">"], age === chosen ? undefined : createdWithin(age)))}>
            {t(`quick.age.${age}`)}
          </MenuChoice>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TagChip({ projectId, where, onWhere }: Props) {
  const { t } = useTranslation("runs");
  const [isOpen, setOpen] = useState(false);
  const tags = useQuery({ ...valuesQuery(projectId, "sys/tags", ""), enabled: isOpen });
  return (
    <Menu position="bottom-start" withinPortal width={220} opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <button type="button" className={classes.chip}>
          {t("quick.tag")}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.tags}>
        {tags.data?.values.length === 0 && <Menu.Label>{t("tags.none")}</Menu.Label>}
        {tags.data?.values.map(({ value }) => {
          const part = hasTag("sys/tags", value.text, false);
          const isChosen = isOn(where, part);
          return (
            <MenuChoice key={value.text} kind="check" isOn={isChosen} onClick={() => onWhere(withPart(where, part, !isChosen))}>
              <bdi className={classes.tagName}>{value.text}</bdi>
            </MenuChoice>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function Recent({ projectId, onChoose }: { projectId: string; onChoose: (text: string) => void }) {
  const { t } = useTranslation("runs");
  const [isOpen, setOpen] = useState(false);
  const texts = isOpen ? recentQueries(projectId) : [];
  return (
    <Menu position="bottom-end" width={420} withinPortal opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Button variant="default">{t("query.recent")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {texts.length === 0 && <Menu.Label>{t("query.noRecent")}</Menu.Label>}
        {texts.map((text) => (
          <Menu.Item key={text} className={classes.codeText} onClick={() => onChoose(text)}>
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
