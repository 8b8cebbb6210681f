import type { ReactNode } from "react";
import classes from "./chart-grid.module.css";
import { NearViewport } from "./near-viewport";

export interface GridChart {
  readonly key: string;
  readonly content: () => ReactNode;
}

interface Props {
  charts: readonly GridChart[];
  /** How many beside each other; as many as fit when undefined. */
  columns: number | undefined;
  leastWidth: number;
  height: number;
}

const gapPx = 12;
/** Charts in one part of the grid. A part out of sight is one empty box, so that thousands of charts cost as much as dozens. */
const chunk = 60;

/** Charts in columns. Only those near the part of the page that is on screen exist. */
export function ChartGrid({ charts, columns, leastWidth, height }: Props) {
  const style = {
    gap: gapPx,
    gridTemplateColumns: columns === undefined ? `repeat(auto-fill, minmax(min(100%, ${leastWidth}px), 1fr))` : `repeat(${columns}, minmax(0, 1fr))`,
  };
  const cell = ({ key, content }: GridChart) => (
    <NearViewport key={key} className={classes.cell} minHeight={height}>
      {content}
    </NearViewport>
  );
  if (charts.length <= chunk) {
    return (
      <div className={classes.grid} style={style}>
        {charts.map(cell)}
      </div>
    );
  }
  const parts = Array.from({ length: Math.ceil(charts.length / chunk) }, (_, i) => charts.slice(i * chunk, (i + 1) * chunk));
  return (
    <div className={classes.parts} style={{ gap: gapPx }}>
      {parts.map((part, i) => (
        // A part keeps its height after it was shown once; before that it is guessed from the columns that fit.
        <NearViewport key={i} className={classes.part} minHeight={partHeight(part.length, columns ?? 3, height)} keepsHeight>
          {() => (
            <div className={classes.grid} style={style}>
              {part.map(cell)}
            </div>
          )}
        </NearViewport>
      ))}
    </div>
  );
}

function partHeight(count: number, columns: number, height: number): number {
  const rows = Math.ceil(count / columns);
  return rows * (height + gapPx) - gapPx;
}
