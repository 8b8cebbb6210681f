import { colorToken, dashes, type LineStyle } from "../lib/line-style";
import { markerOf, traceMarker } from "../lib/markers";
import { PathText } from "../lib/path-text";

interface Props {
  style: LineStyle;
  width?: number;
  /** With the marker that its points carry. */
  hasMarker?: boolean;
}

const height = 9;

/** A short piece of a run's line: colour, dash and marker, as in the charts. */
export function LineSwatch({ style, width = 16, hasMarker = false }: Props) {
  return (
    <svg width={width} height={height} aria-hidden="true">
      <line
        x1={1}
        x2={width - 1}
        y1={height / 2}
        y2={height / 2}
        strokeWidth={2}
        strokeDasharray={(dashes[style.dash] ?? []).map((length) => length * 0.75).join(" ")}
        style={{ stroke: colorToken(style) }}
      />
      {hasMarker && <path d={markerPath(style, width / 2, height / 2)} style={{ fill: colorToken(style) }} />}
    </svg>
  );
}

function markerPath(style: LineStyle, x: number, y: number): string {
  const path = new PathText();
  traceMarker(path, markerOf(style), x, y, 3.4);
  return path.text;
}
