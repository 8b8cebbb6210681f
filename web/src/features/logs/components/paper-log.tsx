import { useTranslation } from "react-i18next";
import type { LogLine } from "@/api/types";
import { LogText } from "./log-row";
import classes from "./paper-log.module.css";

interface Props {
  path: string;
  /** Those that are loaded, by index. */
  lines: ReadonlyMap<number, LogLine>;
  /** The index of a line that is on screen. */
  near: number;
  total: number;
}

/** A log on paper: the loaded lines around what is on screen, without a gap, and how many stand before and behind them. */
export function PaperLog({ path, lines, near, total }: Props) {
  const { t } = useTranslation("logs");
  let first = near;
  while (lines.has(first - 1)) first--;
  let end = near;
  while (lines.has(end)) end++;
  const shown = Array.from({ length: end - first }, (_, i) => lines.get(first + i)).filter((line) => line !== undefined);
  return (
    <div className={classes.paper}>
      <h2>
        <bdi>{t("paper.path", { path })}</bdi>
      </h2>
      {first > 0 && <p>{t("paper.earlier", { count: first })}</p>}
      <ol>
        {shown.map((line) => (
          <li key={line.index}>
            <span className={classes.number}>{line.index + 1}</span>
            <span className={classes.text}>
              <LogText value={line.value} text={undefined} />
            </span>
          </li>
        ))}
      </ol>
      {end < total && <p>{t("paper.later", { count: total - end })}</p>}
    </div>
  );
}
