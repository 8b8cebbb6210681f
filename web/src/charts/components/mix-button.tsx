import { ActionIcon, Button, Checkbox, Popover, TextInput, Tooltip } from "@mantine/core";
import { Pencil, Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChartsAddress } from "../lib/address";
import { mostMetrics, readMix, writeMix } from "../lib/chart-spec";
import { formulaOf, type Metric, metricOfFormula, metricOfPath, shortNameOfMetric } from "../lib/metric";
import { pathFilter } from "../lib/sections";
import { FormulaField } from "./formula-field";
import classes from "./mix-button.module.css";

interface Props {
  paths: readonly string[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

const mostListed = 100;
const longestName = 80;

/** Makes and changes charts of several metrics: picked by name, by a regular expression that new metrics join by themselves, or computed by formulas. */
export function MixButton({ paths, address, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const [isOpen, setOpen] = useState(false);
  // Which chart is being changed, by its text; undefined for a new one.
  const [edited, setEdited] = useState<string>();
  const mixes = address.mix ?? [];
  const put = (mix: string) => {
    const rest = mixes.filter((one) => one !== mix || one === edited);
    onAddress({ mix: edited !== undefined && rest.includes(edited) ? rest.map((one) => (one === edited ? mix : one)) : [...rest, mix] });
    setOpen(false);
    setEdited(undefined);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={(opened) => {
        setOpen(opened);
        setEdited(undefined);
      }}
      position="bottom-end"
      width={360}
      shadow="md"
      trapFocus
    >
      <Tooltip label={t("mix.hint")} disabled={isOpen}>
        <Popover.Target>
          <Button variant="default" leftSection={<Plus size={14} />} onClick={() => setOpen(!isOpen)}>
            <span data-word>{t("mix.add")}</span>
          </Button>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown>
        <MixForm key={edited} paths={paths} edited={edited} onMix={put} />
        {mixes.length > 0 && (
          <ul className={classes.made} aria-label={t("mix.section")}>
            {mixes.map((one) => {
              const name = readMix(one)?.name ?? one;
              return (
                <li key={one}>
                  <bdi title={name}>{name}</bdi>
                  <ActionIcon size="sm" aria-label={t("mix.edit", { name })} aria-pressed={one === edited} onClick={() => setEdited(one === edited ? undefined : one)}>
                    <Pencil size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    aria-label={t("mix.remove", { name })}
                    onClick={() => {
                      const rest = mixes.filter((other) => other !== one);
                      onAddress({ mix: rest.length > 0 ? rest : undefined });
                    }}
                  >
                    <X size={14} />
                  </ActionIcon>
                </li>
              );
            })}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** @param edited the chart that is changed, as its text */
function MixForm({ paths, edited, onMix }: { paths: readonly string[]; edited: string | undefined; onMix: (mix: string) => void }) {
  const { t } = useTranslation("charts");
  const before = useMemo(() => (edited === undefined ? undefined : readMix(edited)), [edited]);
  const [text, setText] = useState(before?.pattern === undefined ? "" : `/${before.pattern}/`);
  const [name, setName] = useState(before?.name ?? "");
  const [picked, setPicked] = useState<readonly Metric[]>(before?.metrics.filter((metric) => formulaOf(metric) === undefined) ?? []);
  const [formulas, setFormulas] = useState<readonly Metric[]>(before?.metrics.filter((metric) => formulaOf(metric) !== undefined) ?? []);
  const filter = useMemo(() => pathFilter(text), [text]);
  const found = useMemo(() => (text.trim() === "" ? paths : paths.filter(filter.accepts)), [paths, filter, text]);
  const pattern = /^\/(.+)\/$/s.exec(text.trim())?.[1];
  const isPattern = pattern !== undefined && !filter.isBroken;
  const metrics = [...(isPattern ? [] : picked), ...formulas];
  const count = metrics.length + (isPattern ? found.length : 0);
  const parts = [...(isPattern ? [`/${pattern}/`] : []), ...metrics.map(shortNameOfMetric)];
  const title = name.trim() || parts.join(", ").slice(0, longestName);
  const toggle = (metric: Metric, isOn: boolean) => setPicked(isOn ? [...picked, metric] : picked.filter((one) => one !== metric));
  return (
    <div className={classes.form}>
      <TextInput
        data-autofocus
        label={t("mix.metrics")}
        placeholder={t("mix.placeholder")}
        value={text}
        error={filter.isBroken ? t("filter.broken") : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.list} tabIndex={0} role="group" aria-label={t("mix.metrics")}>
        {found.slice(0, mostListed).map((path) => (
          <Checkbox
            key={path}
            label={<bdi className={classes.path}>{path}</bdi>}
            checked={isPattern || picked.includes(metricOfPath(path))}
            disabled={isPattern}
            onChange={(event) => toggle(metricOfPath(path), event.currentTarget.checked)}
          />
        ))}
        {found.length > mostListed && <p className={classes.more}>{t("mix.moreFound", { count: found.length - mostListed })}</p>}
        {found.length === 0 && <p className={classes.more}>{t("noMatch", { text })}</p>}
      </div>
      {isPattern && <p className={classes.more}>{t("mix.follows")}</p>}
      <FormulaField label={t("formula.label")} description={t("formula.hint")} paths={paths} formula={undefined} isForMany onFormula={(formula) => formula !== undefined && setFormulas([...new Set([...formulas, metricOfFormula(formula)])])} />
      {formulas.length > 0 && (
        <ul className={classes.formulas} aria-label={t("formula.list")}>
          {formulas.map((metric, i) => (
            <li key={metric}>
              <FormulaField
                label={t("formula.nth", { number: i + 1 })}
                paths={paths}
                formula={formulaOf(metric)}
                onFormula={(formula) => setFormulas(formulas.flatMap((one) => (one !== metric ? [one] : formula === undefined ? [] : [metricOfFormula(formula)])))}
              />
              <ActionIcon size="sm" aria-label={t("formula.remove", { formula: formulaOf(metric) })} onClick={() => setFormulas(formulas.filter((one) => one !== metric))}>
                <X size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <TextInput label={t("own.title")} placeholder={title} maxLength={longestName} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button disabled={count === 0 || count > mostMetrics} onClick={() => onMix(writeMix({ name: title, metrics, pattern: isPattern ? pattern : undefined }))}>
        {edited === undefined ? t("mix.make", { count }) : t("mix.change")}
      </Button>
    </div>
  );
}
