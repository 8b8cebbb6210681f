import { clsx } from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/search-field";
import { formatCount, formatNumber } from "@/lib/format";
import type { LineSpec } from "../lib/chart-lines";
import type { SeriesColumns } from "../lib/columns";
import type { Line } from "../view/line";
import { useShared } from "../view/shared";
import { toggleLine } from "./legend";
import classes from "./line-list.module.css";
import { LineSwatch } from "./line-swatch";

interface Props {
  /** All lines of the chart, and those that are drawn. */
  specs: readonly LineSpec[];
  drawn: readonly Line[];
  unit: string | undefined;
  /** Keys of the lines that are not drawn. */
  off: readonly string[];
  onOff: (off: string[] | undefined) => void;
}

const searchFrom = 12;
const atFirst = 200;

/** The lines of a chart with the figures of what is in view. Pointing at one brings it forward; its eye hides it, a double click shows it alone. */
export function LineList({ specs, drawn, unit, off, onOff }: Props) {
  const { t } = useTranslation("charts");
  const { focus, facts } = useShared();
  const [find, setFind] = useState<string>();
  const [limit, setLimit] = useState(atFirst);
  const byId = useMemo(() => new Map(drawn.map((line) => [line.id, line])), [drawn]);
  const hidden = useMemo(() => new Set(off), [off]);
  const matching = useMemo(() => {
    const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    return specs.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  }, [specs, find]);
  return (
    <div className={classes.list}>
      {specs.length > searchFrom && <SearchField className={classes.search} text={find} label={t("legend.search")} onText={setFind} />}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("legend.label")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">
                {t("list.line")}
                {unit !== undefined && <span className={classes.unit}> · {unit}</span>}
              </th>
              <th scope="col">{t("list.last")}</th>
              <th scope="col">{t("list.min")}</th>
              <th scope="col">{t("list.max")}</th>
              <th scope="col">{t("list.points")}</th>
              {facts.names.map((path) => (
                <th key={path} scope="col" title={path}>
                  <bdi>{path.slice(path.lastIndexOf("/") + 1)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matching.slice(0, limit).map(({ id, key, name, style, run }) => {
              const columns = byId.get(id)?.columns;
              const isOff = hidden.has(key);
              return (
                <tr
                  key={id}
                  className={clsx(isOff && classes.off)}
                  onPointerEnter={() => focus.set(run.id)}
                  onPointerLeave={() => focus.set(undefined)}
                  onDoubleClick={() => onOff(toggleLine(specs, off, key, true))}
                >
                  <th scope="row" title={name}>
                    {specs.length > 1 && (
                      <button
                        type="button"
                        className={classes.eye}
                        aria-pressed={!isOff}
                        aria-label={t(isOff ? "legend.show" : "legend.hide", { name })}
                        title={t("legend.hint")}
                        onClick={(event) => onOff(toggleLine(specs, off, key, event.altKey))}
                      >
                        {isOff ? <EyeOff size={13} /> : <Eye size={13} />}
                      </button>
                    )}
                    <LineSwatch style={style} hasMarker={byId.get(id)?.markers !== undefined} />
                    <bdi>{name}</bdi>
                  </th>
                  <td>{columns ? formatNumber(columns.last.at(-1) ?? Number.NaN) : "–"}</td>
                  <td>{columns ? formatNumber(extreme(columns, "min")) : "–"}</td>
                  <td>{columns ? formatNumber(extreme(columns, "max")) : "–"}</td>
                  <td>{columns ? formatCount(columns.total) : "–"}</td>
                  {facts.names.map((path, i) => (
                    <td key={path} className={classes.fact}>
                      <bdi>{facts.byRun.get(run.id)?.[i] ?? "–"}</bdi>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
        {matching.length > limit && (
          <button type="button" className={classes.more} onClick={() => setLimit(limit + 1000)}>
            {t("moreLines", { count: matching.length - limit })}
          </button>
        )}
      </div>
    </div>
  );
}

function extreme(columns: SeriesColumns, which: "min" | "max"): number {
  const finite = columns[which].filter(Number.isFinite);
  const pick = which === "min" ? Math.min : Math.max;
  return finite.length > 0 ? finite.reduce((a, b) => pick(a, b)) : Number.NaN;
}
