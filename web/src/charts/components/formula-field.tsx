import { Autocomplete } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/lib/errors";
import { formulaQuery } from "../api/formula";
import { nameAt, quoteName } from "../lib/metric";

interface Props {
  label: string;
  description?: string;
  /** What names are completed from. */
  paths: readonly string[];
  formula: string | undefined;
  /** Told of a formula without a fault, and of none. */
  onFormula: (formula: string | undefined) => void;
  /** It is empty again after a formula was taken. */
  isForMany?: boolean;
}

const typingPauseMs = 250;
const mostOffered = 8;

/** One line for a formula over series: names are completed, a fault is said with its place, and Enter takes it. */
export function FormulaField({ label, description, paths, formula, onFormula, isForMany = false }: Props) {
  const { t } = useTranslation("charts");
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [written, setWritten] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const text = written ?? formula ?? "";
  const [paused] = useDebouncedValue(text, typingPauseMs);
  const check = useQuery(formulaQuery(paused)).data;
  const fault = paused === text && text.trim() !== "" ? check?.fault : undefined;
  const offers = useMemo(() => {
    const caret = field.current?.selectionStart ?? text.length;
    const name = nameAt(text, caret);
    if (written === undefined || !name) return [];
    const wanted = name.text.toLowerCase();
    const found = paths.filter((path) => path.toLowerCase().includes(wanted) && path !== name.text).slice(0, mostOffered);
    return [...new Map(found.map((path) => [`${text.slice(0, name.from)}${quoteName(path)}${text.slice(caret)}`, path]))];
  }, [text, written, paths]);
  const nameOf = new Map(offers);
  const take = async () => {
    const next = text.trim();
    if (written === undefined || (next === (formula ?? "") && !isForMany)) return;
    if (next === "") {
      if (!isForMany) onFormula(undefined);
      return;
    }
    try {
      const answer = await client.fetchQuery(formulaQuery(text));
      if (answer.fault) return;
      onFormula(next);
      setWritten(undefined);
    } catch (problem) {
      setFailure(describeError(problem));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter takes what is offered first, when an offer is pointed at.
    if (event.key === "Enter" && !event.nativeEvent.isComposing && field.current?.getAttribute("aria-activedescendant") === null) {
      event.preventDefault();
      void take();
    }
  };
  return (
    <Autocomplete
      ref={field}
      label={label}
      description={description}
      placeholder={t("formula.example")}
      value={text}
      data={offers.map(([value]) => value)}
      filter={({ options }) => options}
      renderOption={({ option }) => <bdi>{nameOf.get(option.value) ?? option.value}</bdi>}
      comboboxProps={{ withinPortal: false }}
      spellCheck={false}
      autoComplete="off"
      error={failure ?? (fault ? t("formula.fault", { place: Number(fault.offset) + 1, reason: fault.reason }) : undefined)}
      onChange={(next) => {
        setFailure(undefined);
        setWritten(next);
      }}
      onBlur={() => void take()}
      onKeyDown={onKeyDown}
    />
  );
}
