export type YScale = "linear" | "log" | "symlog";
export type Range = readonly [min: number, max: number];

/**
 * Below this size symmetric log is almost linear. A thousandth of the largest value keeps three decades apart on both
 * sides of zero, whatever the unit.
 */
export function symlogThreshold([min, max]: Range): number {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  return largest > 0 ? 10 ** (Math.floor(Math.log10(largest)) - 3) : 1;
}

/** Maps values to a straight axis. The drawing library uses the same three functions for its axes. */
export function straighten(scale: YScale, threshold: number): (value: number) => number {
  switch (scale) {
    case "linear":
      return (value) => value;
    case "log":
      return Math.log10;
    case "symlog":
      return (value) => Math.asinh(value / threshold);
  }
}

/** Maps a value inside `range` to a pixel between `start` and `end`, and others beyond them. */
export function projection(scale: YScale, range: Range, start: number, end: number): (value: number) => number {
  const forward = straighten(scale, symlogThreshold(range));
  const [low, high] = [forward(range[0]), forward(range[1])];
  const factor = (end - start) / (high - low);
  return (value) => start + (forward(value) - low) * factor;
}

/** The inverse of {@link projection}. */
export function unprojection(scale: YScale, range: Range, start: number, end: number): (pixel: number) => number {
  const threshold = symlogThreshold(range);
  const forward = straighten(scale, threshold);
  const [low, high] = [forward(range[0]), forward(range[1])];
  const straight = (pixel: number) => low + ((pixel - start) / (end - start)) * (high - low);
  switch (scale) {
    case "linear":
      return straight;
    case "log":
      return (pixel) => 10 ** straight(pixel);
    case "symlog":
      return (pixel) => Math.sinh(straight(pixel)) * threshold;
  }
}
