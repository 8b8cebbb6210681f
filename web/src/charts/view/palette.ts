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
  return style.custom ?? palette.data[style.color] ?? palette.axis;
}

/** The colours of a picture for a file, which need not be those on screen. */
export function exportColors(theme: "light" | "dark") {
  const root = document.documentElement;
  const attribute = "data-mantine-color-scheme";
  const shown = root.getAttribute(attribute);
  // The tokens of the other theme can only be read while it is set; nothing is painted in between.
  root.setAttribute(attribute, theme);
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const colors = { palette: readPalette(), background: token("--surface"), text: token("--text"), font: token("--font-text").replaceAll('"', "'") };
  if (shown === null) root.removeAttribute(attribute);
  else root.setAttribute(attribute, shown);
  return colors;
}
