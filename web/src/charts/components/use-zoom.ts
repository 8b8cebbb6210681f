import { useMemo } from "react";
import { type ChartsAddress, findRange, putRange, readRange, writeRange } from "../lib/address";
import type { Ranges } from "../view/make-model";
import type { Zoom } from "../lib/zoom";

/** The ranges that one chart shows, and how a zoom of it is written into the address. */
export function useZoom(chart: string, address: ChartsAddress, onAddress: (part: ChartsAddress) => void) {
  const { range, xrange, yrange, zoom } = address;
  const ranges = useMemo<Ranges>(
    () => ({ x: zoom === "own" ? findRange(xrange, chart) : readRange(range), y: findRange(yrange, chart) }),
    [range, xrange, yrange, zoom, chart],
  );
  const onZoom = ({ x, y }: Zoom) => {
    const part: ChartsAddress = {};
    if (x) {
      if (zoom === "own") part.xrange = putRange(xrange, chart, x);
      else part.range = writeRange(x);
    }
    if (y) part.yrange = putRange(yrange, chart, y);
    onAddress(part);
  };
  const onReset = () => {
    if (ranges.x === undefined && ranges.y === undefined) return;
    onAddress({
      ...(zoom === "own" ? { xrange: putRange(xrange, chart, undefined) } : { range: undefined }),
      yrange: putRange(yrange, chart, undefined),
    });
  };
  return { ranges, onZoom, onReset };
}
