import type { CSSProperties } from "react";

/** Where on screen something floats. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export function spotBelow(element: HTMLElement): Spot {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}

/** A point for a menu or popover to hang on. Takes what these controls hand to their target. */
export function Anchor({ spot, ...rest }: { spot: Spot } & React.ComponentPropsWithRef<"span">) {
  const style: CSSProperties = { position: "fixed", left: spot.x, top: spot.y, width: 1, height: 1, pointerEvents: "none" };
  return <span {...rest} style={style} aria-hidden="true" />;
}
