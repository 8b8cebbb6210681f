import type { Range } from "./projection";

// A few sizes only, so that a window dragged wider does not ask again for every pixel.
const sizes = [150, 300, 600, 1200, 2400];

/** How many buckets a plot of this width needs: at least one for every two pixels. */
export function bucketsFor(widthPx: number): number {
  return sizes.find((size) => size >= widthPx / 2) ?? 2400;
}

/** What to ask for to show `range`: a little more at both ends, so that lines run on to the edges. */
export function askedRange([min, max]: Range): Range {
  const margin = (max - min) * 0.04;
  return [min - margin, max + margin];
}
