import type { Range } from "./projection";

/** New ranges; an axis that is left out stays as it is. */
export interface Zoom {
  readonly x?: Range;
  readonly y?: Range;
}
