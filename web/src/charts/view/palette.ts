import { colorCount, type LineStyle } from "../lib/line-style";

/** The tokens that a canvas needs, which knows no style sheets. Read anew when the theme changes. */
export interface Palette {
  readonly data: readonly string[];
  readonly grid: string;
  readonly axis: string;
  readonly surface: string;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    data: Array.from({ length: colorCount }, (_, i) => token(`--data-${i + 1}`)),
    grid: token("--chart-grid"),
    axis: token("--chart-axis"),
    surface: token("--surface"),
    font: `${token("--size-micro")} ${token("--font-text")}`,
  };
}

export function colorOf(palette: Palette, style: LineStyle): string {
  return palette.data[style.color] ?? palette.axis;
}
