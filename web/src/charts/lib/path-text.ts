/** A path that becomes the text of an SVG path. */
export class PathText {
  #text = "";

  get text(): string {
    return this.#text;
  }

  moveTo(x: number, y: number): void {
    this.#text += `M${round(x)} ${round(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#text += `L${round(x)} ${round(y)}`;
  }

  closePath(): void {
    this.#text += "Z";
  }
}

/** To a hundredth of a pixel. */
export const round = (value: number) => String(Math.round(value * 100) / 100);
