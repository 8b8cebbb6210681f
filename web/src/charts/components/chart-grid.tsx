import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePaper } from "@/lib/use-paper";
import classes from "./chart-grid.module.css";
import { NearViewport } from "./near-viewport";

export interface GridChart {
  readonly key: string;
  readonly name: string;
  /** @param width of its cell in pixels */
  readonly content: (width: number) => ReactNode;
}

interface Props {
  charts: readonly GridChart[];
  /** How many beside each other; as many as fit when undefined. */
  columns: number | undefined;
  leastWidth: number;
  height: number;
}

const gapPx = 12;
/** Where the page is no wider, charts stand one below the other. */
const narrowPx = 640;
/**
 * Charts in one part of the grid. A part out of sight is one empty box, so that thousands of charts cost as much as dozens. It can be divided by the
 * usual numbers of columns; and a chart stays in its part, and so what it is, when their number changes.
 */
const partLength = 60;

/** More charts of one section do not come to paper; how many are left out is said there. */
const mostOnPaper = 60;

/** Charts in columns. Only those near the part of the page that is on screen exist; on paper they keep their size and stand beside each other as there is room. */
export function ChartGrid({ charts: all, columns: asked, leastWidth, height }: Props) {
  const { t } = useTranslation("charts");
  const isOnPaper = usePaper();
  const charts = isOnPaper ? all.slice(0, mostOnPaper) : all;
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<{ width: number; isNarrow: boolean }>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setRoom((last) => (last?.width === element.clientWidth ? last : { width: element.clientWidth, isNarrow: window.innerWidth <= narrowPx }));
    measure();
    const size = new ResizeObserver(measure);
    size.observe(element);
    return () => size.disconnect();
  }, []);
  const width = room?.width ?? 0;
  const columns = room?.isNarrow ? 1 : (asked ?? Math.max(1, Math.floor((width + gapPx) / (leastWidth + gapPx))));
  const cellWidth = (width + gapPx) / columns - gapPx;
  const parts = Array.from({ length: Math.ceil(charts.length / partLength) }, (_, i) => charts.slice(i * partLength, (i + 1) * partLength));
  return (
    <div ref={box} className={classes.parts} style={{ gap: gapPx }}>
      {room &&
        parts.map((part, i) => (
          <NearViewport key={i} isWanted={isOnPaper} minHeight={partHeight(part.length, columns, height)}>
            {() => (
              <div className={classes.grid} style={{ gap: gapPx, ["--cell" as string]: `${cellWidth}px`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
                {part.map(({ key, name, content }) => (
                  <NearViewport key={key} className={classes.cell} isWanted={isOnPaper} minHeight={height} isCostly waiting={<Waiting name={name} />}>
                    {() => content(cellWidth)}
                  </NearViewport>
                ))}
              </div>
            )}
          </NearViewport>
        ))}
      {all.length > charts.length && <p>{t("paper.left", { count: all.length - charts.length })}</p>}
    </div>
  );
}

/** The place of a chart that is scrolled past. */
function Waiting({ name }: { name: string }) {
  return (
    <div className={classes.waiting} aria-hidden="true">
      <bdi>{name}</bdi>
    </div>
  );
}

function partHeight(count: number, columns: number, height: number): number {
  const rows = Math.ceil(count / columns);
  return rows * (height + gapPx) - gapPx;
}
