import type { Line } from "./line";
import { marginPx, paintLines } from "./paint";
import type { Scene } from "./scene";

/** The box of the plot in CSS pixels, from the top left corner of the chart. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

// So few points are drawn at once, and not behind the picture on screen.
const mostAtOnce = 20_000;
// A picture of many lines is drawn in parts of this length, so that the page goes on moving meanwhile.
const firstSliceMs = 12;
const sliceMs = 7;
const awayOpacity = "0.22";

/**
 * The canvases of the lines, apart from that of the axes: one with all lines and one with those that stand out. So pointing at a line draws one
 * line and not all of them; a drag moves the finished picture; and a large picture is drawn bit by bit behind the one on screen. Canvases that
 * are not needed are not made: each costs the browser time in every frame of a scroll.
 */
export class LineLayers {
  readonly #clip: HTMLElement;
  #front: HTMLCanvasElement | undefined;
  #shown: HTMLCanvasElement;
  #hidden: HTMLCanvasElement | undefined;
  #scene: Scene | undefined;
  #frame: number | undefined;
  #highlight: ReadonlySet<string> | undefined;

  /** @param over what stands above the plot; the canvases lie below it */
  constructor(over: HTMLElement) {
    this.#clip = document.createElement("div");
    Object.assign(this.#clip.style, { position: "absolute", overflow: "hidden", pointerEvents: "none" });
    over.before(this.#clip);
    this.#shown = this.#canvas();
  }

  get hasPicture(): boolean {
    return this.#scene !== undefined;
  }

  layOut({ left, top, width, height }: PlotBox): void {
    Object.assign(this.#clip.style, {
      left: `${left - marginPx}px`,
      top: `${top - marginPx}px`,
      width: `${width + 2 * marginPx}px`,
      height: `${height + 2 * marginPx}px`,
    });
  }

  paint(scene: Scene): void {
    this.#stop();
    this.#scene = scene;
    const isAtOnce = isSmall(scene);
    const target = isAtOnce ? this.#shown : (this.#hidden ??= this.#canvas());
    const context = fit(target, scene);
    if (!context) return;
    const work = paintLines(context, scene, scene.lines, false);
    if (isAtOnce) {
      for (const _ of work);
      this.#show();
      return;
    }
    const goOn = (mostMs: number) => {
      const until = performance.now() + mostMs;
      for (;;) {
        if (work.next().done) return this.#swap();
        if (performance.now() >= until) break;
      }
      this.#frame = requestAnimationFrame(() => goOn(sliceMs));
    };
    goOn(firstSliceMs);
  }

  /** The lines of these ids stand out; undefined: all are alike. */
  highlight(ids: ReadonlySet<string> | undefined): void {
    this.#highlight = ids;
    this.#paintFront();
  }

  /** Moves and stretches the finished picture, until the next one is there. */
  move(transform: string): void {
    this.#shown.style.transform = transform;
    if (this.#front) this.#front.style.transform = transform;
  }

  destroy(): void {
    this.#stop();
  }

  #stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #swap(): void {
    const next = this.#hidden;
    if (!next) return;
    this.#frame = undefined;
    this.#hidden = this.#shown;
    this.#shown = next;
    this.#hidden.style.visibility = "hidden";
    this.#show();
  }

  #show(): void {
    this.#shown.style.visibility = "visible";
    this.move("");
    this.#paintFront();
  }

  #paintFront(): void {
    const scene = this.#scene;
    if (!scene) return;
    const ids = this.#highlight;
    const lines: readonly Line[] = ids === undefined ? [] : scene.lines.filter(({ id }) => ids.has(id));
    const isOn = lines.length > 0 && lines.length < scene.lines.length;
    this.#shown.style.opacity = isOn ? awayOpacity : "";
    if (this.#front) this.#front.style.visibility = isOn ? "visible" : "hidden";
    if (!isOn) return;
    this.#front ??= this.#canvas();
    Object.assign(this.#front.style, { visibility: "visible", zIndex: "1" });
    const context = fit(this.#front, scene);
    if (context) for (const _ of paintLines(context, scene, lines, true));
  }

  #canvas(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    Object.assign(canvas.style, { position: "absolute", inset: "0", transformOrigin: `${marginPx}px ${marginPx}px`, visibility: "hidden" });
    this.#clip.append(canvas);
    return canvas;
  }
}

/** Its lines are drawn at once, without a turn for others. */
export const isSmall = ({ lines, faint }: Scene) => [...lines, ...faint].reduce((sum, { x }) => sum + x.length, 0) <= mostAtOnce;

/** The canvas, as large as the scene and empty. */
function fit(canvas: HTMLCanvasElement, { box, pixelRatio }: Scene): CanvasRenderingContext2D | null {
  const [width, height] = [Math.round(box.width + 2 * box.left), Math.round(box.height + 2 * box.top)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const size = { width: `${width / pixelRatio}px`, height: `${height / pixelRatio}px` };
  if (canvas.style.width !== size.width || canvas.style.height !== size.height) Object.assign(canvas.style, size);
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, width, height);
  return context;
}
