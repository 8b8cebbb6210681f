import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, formatNumber } from "@/lib/format";
import { at } from "../lib/columns";
import { xText } from "../lib/labels";
import type { XAxis } from "../lib/x-axis";
import type { Line } from "../view/line";
import classes from "./chart-table.module.css";

interface Props {
  lines: readonly Line[];
  xAxis: XAxis;
  language: string;
}

/** What a chart shows, as figures: one row for each bucket of one line. The same data as the picture. */
export function ChartTable({ lines, xAxis, language }: Props) {
  const { t } = useTranslation("charts");
  const [chosen, setChosen] = useState<string>();
  const line = lines.find(({ id }) => id === chosen) ?? lines[0];
  if (!line) return null;
  const { columns, raw, values } = line;
  return (
    <>
      {lines.length > 1 && (
        <Select
          className={classes.choice}
          aria-label={t("list.line")}
          value={line.id}
          data={lines.map(({ id, name }) => ({ value: id, label: name }))}
          allowDeselect={false}
          onChange={(id) => setChosen(id ?? undefined)}
        />
      )}
      <div className={classes.box} tabIndex={0} role="region" aria-label={line.name}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t(`x.${xAxis}`)}</th>
              <th scope="col">{t("table.points")}</th>
              <th scope="col">{t("table.min")}</th>
              <th scope="col">{t("table.mean")}</th>
              {raw && <th scope="col">{t("table.smoothed")}</th>}
              <th scope="col">{t("table.max")}</th>
              <th scope="col">{t("table.last")}</th>
              <th scope="col">{t("table.nonFinite")}</th>
            </tr>
          </thead>
          <tbody>
            {Array.from(columns.x, (_, i) => {
              const [first, last] = [at(columns.firstX, i), at(columns.lastX, i)];
              const nonFinite = at(columns.nan, i) + at(columns.positiveInfinity, i) + at(columns.negativeInfinity, i);
              return (
                <tr key={first}>
                  <th scope="row">
                    {xText(first, xAxis, language)}
                    {last > first && `–${xText(last, xAxis, language)}`}
                  </th>
                  <td>{formatCount(at(columns.count, i))}</td>
                  <td>{formatNumber(at(columns.min, i))}</td>
                  <td>{formatNumber(at(columns.mean, i))}</td>
                  {raw && <td>{formatNumber(at(values, i))}</td>}
                  <td>{formatNumber(at(columns.max, i))}</td>
                  <td>{formatNumber(at(columns.last, i))}</td>
                  <td>{nonFinite > 0 ? formatCount(nonFinite) : ""}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
