import { colorToken, dashes, type LineStyle } from "../lib/line-style";

/** A short piece of a run's line: colour and dash, as in the charts. */
export function LineSwatch({ style, width = 16 }: { style: LineStyle; width?: number }) {
  return (
    <svg width={width} height={8} aria-hidden="true">
      <line
        x1={1}
        x2={width - 1}
        y1={4}
        y2={4}
        strokeWidth={2}
        strokeDasharray={(dashes[style.dash] ?? []).map((length) => length * 0.75).join(" ")}
        style={{ stroke: colorToken(style) }}
      />
    </svg>
  );
}
