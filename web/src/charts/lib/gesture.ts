/** A place in the plot, in pixels from its top left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Gesture = "none" | "x" | "y" | "box" | "pan";

const leastPx = 5;
const bothPx = 24;

/** What a drag from one place to another means. A slip of a few pixels is a click, not a drag. */
export function gestureOf(from: Place, to: Place, isShift: boolean): Gesture {
  const [across, down] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (Math.max(across, down) < leastPx) return "none";
  if (isShift) return "pan";
  if (across >= bothPx && down >= bothPx) return "box";
  return across >= down ? "x" : "y";
}
