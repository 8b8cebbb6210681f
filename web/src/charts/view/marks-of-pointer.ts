/** The small parts that follow the pointer over one plot. They are moved by hand, as they move with every frame. */
export interface PointerMarks {
  readonly box: HTMLElement;
  readonly crosshair: HTMLElement;
  readonly frozen: HTMLElement;
  readonly dot: HTMLElement;
  /** What the lines of this chart say where the pointer is in another one. */
  readonly chip: HTMLElement;
}

export function makePointerMarks(over: HTMLElement, classes: Record<string, string | undefined>): PointerMarks {
  const add = (className: string | undefined) => {
    const part = document.createElement("div");
    part.className = className ?? "";
    part.hidden = true;
    over.append(part);
    return part;
  };
  return { box: add(classes.box), frozen: add(classes.frozen), crosshair: add(classes.crosshair), dot: add(classes.dot), chip: add(classes.chip) };
}

export interface ChipRow {
  readonly color: string;
  /** The corners of its marker around the middle, if it has one. */
  readonly marker: readonly (readonly [x: number, y: number])[] | undefined;
  readonly text: string;
}

/** Fills the chip. Texts are put in as text, whatever characters they hold. */
export function fillChip(chip: HTMLElement, rows: readonly ChipRow[], more: string | undefined): void {
  chip.hidden = rows.length === 0;
  const parts = rows.map(({ color, marker, text }) => {
    const row = document.createElement("span");
    const swatch = document.createElement("i");
    swatch.style.background = color;
    if (marker) Object.assign(swatch.style, { height: "8px", borderRadius: "0", clipPath: `polygon(${marker.map(([x, y]) => `${50 + 37 * x}% ${50 + 37 * y}%`).join(",")})` });
    row.append(swatch, text);
    return row;
  });
  if (more !== undefined) {
    const rest = document.createElement("em");
    rest.textContent = more;
    parts.push(rest);
  }
  chip.replaceChildren(...parts);
}
