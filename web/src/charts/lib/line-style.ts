/** How the lines of a run look everywhere: one of the eight data colours, and dashes and, where a person wants them, markers beside it. */
export interface LineStyle {
  /** From 0; stands for the token `--data-{color + 1}`. */
  readonly color: number;
  /** From 0; an index of {@link dashes}. */
  readonly dash: number;
  /** A colour that somebody chose and that is none of the palette's, as #rrggbb; wins over `color`. */
  readonly custom?: string;
  /** From 0; see `markerOf`, which finds one when it is left out. */
  readonly marker?: number;
  /** In pixels, when somebody chose one. */
  readonly width?: number;
}

export const colorCount = 8;

/** Lengths in pixels: solid, dashed, dotted, dash-dotted. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [1.5, 2.5], [8, 3, 1.5, 3]];

const styleCount = colorCount * dashes.length;

/** The value of a style's colour for style sheets. */
export const colorToken = ({ color, custom }: LineStyle) => custom ?? `var(--data-${color + 1})`;

function slotOf(style: LineStyle): number {
  return style.dash * colorCount + style.color;
}

function styleOf(slot: number): LineStyle {
  const [color, dash] = [slot % colorCount, Math.floor(slot / colorCount) % dashes.length];
  return { color, dash, marker: color + dash };
}

// FNV-1a, for ids without a number.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/**
 * The look of one run, from its short id alone: the same on every page and for every person. Runs that follow each
 * other (TITA-12, TITA-13) differ in colour, and those eight apart in dash.
 */
export function styleOfRun(shortId: string): LineStyle {
  const number = /(\d+)$/.exec(shortId)?.[1];
  return styleOf((number === undefined ? hash(shortId) : Number(number) - 1 + styleCount) % styleCount);
}

/**
 * The looks of runs shown together, by run id. Every run has its own look of {@link styleOfRun}; only where two would be
 * the same does the later one move to the next free look, as long as there is one.
 */
export function stylesOfRuns(runs: readonly { id: string; shortId: string }[]): ReadonlyMap<string, LineStyle> {
  const taken = new Set<number>();
  const styles = new Map<string, LineStyle>();
  for (const { id, shortId } of runs) {
    let slot = slotOf(styleOfRun(shortId));
    for (let tries = 0; taken.has(slot) && tries < styleCount; tries++) slot = (slot + 1) % styleCount;
    taken.add(slot);
    styles.set(id, styleOf(slot));
  }
  return styles;
}
