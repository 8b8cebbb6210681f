import { useTranslation } from "react-i18next";
import { formatCount, formatNumber } from "@/lib/format";
import type { SeriesColumns } from "../lib/columns";
import type { Line } from "../view/line";
import { useShared } from "../view/shared";
import classes from "./line-list.module.css";
import { LineSwatch } from "./line-swatch";

/** The lines of a chart with the figures of what is in view. Pointing at one brings it forward. */
export function LineList({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation("charts");
  const { focus } = useShared();
  return (
    <div className={classes.list}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("list.line")}</th>
            <th scope="col">{t("list.last")}</th>
            <th scope="col">{t("list.min")}</th>
            <th scope="col">{t("list.max")}</th>
            <th scope="col">{t("list.points")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, name, style, columns }) => (
            <tr key={id} onPointerEnter={() => focus.set(columns.runId)} onPointerLeave={() => focus.set(undefined)}>
              <th scope="row" title={name}>
                <LineSwatch style={style} />
                <bdi>{name}</bdi>
              </th>
              <td>{formatNumber(columns.last.at(-1) ?? Number.NaN)}</td>
              <td>{formatNumber(extreme(columns, "min"))}</td>
              <td>{formatNumber(extreme(columns, "max"))}</td>
              <td>{formatCount(columns.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function extreme(columns: SeriesColumns, which: "min" | "max"): number {
  const finite = columns[which].filter(Number.isFinite);
  const pick = which === "min" ? Math.min : Math.max;
  return finite.length > 0 ? finite.reduce((a, b) => pick(a, b)) : Number.NaN;
}
