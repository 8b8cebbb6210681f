import type { PlacedPin } from "../lib/pins";
import { colorOf, type Palette } from "./palette";
import type { Project } from "./trace";

const alpha = 0.6;
/** So many lines would hide what is behind them; of even more nobody sees whose they are. */
const crowd = 30;
const crowdAlpha = 0.3;
const mostColored = 300;
/** Of events that code logged, in CSS pixels. */
const eventDash = [2, 3] as const;

/** A line down from each flag, behind the lines of the runs. Those that fall on one pixel in one colour are drawn once. */
export function paintPins(context: CanvasRenderingContext2D, pins: readonly PlacedPin[], box: { left: number; top: number; width: number; height: number }, toX: Project, palette: Palette, ratio: number): void {
  if (pins.length === 0) return;
  const drawn = new Set<string>();
  context.save();
  context.globalAlpha = pins.length > crowd ? crowdAlpha : alpha;
  context.lineWidth = ratio;
  for (const { pin, x, style } of pins) {
    const px = Math.round(toX(x)) + 0.5;
    const color = pins.length > mostColored ? palette.axis : colorOf(palette, style);
    if (px < box.left || px > box.left + box.width + 1 || drawn.size === drawn.add(`${px} ${color}`).size) continue;
    context.strokeStyle = color;
    context.setLineDash(pin.noteId === undefined ? eventDash.map((length) => length * ratio) : []);
    context.beginPath();
    context.moveTo(px, box.top);
    context.lineTo(px, box.top + box.height);
    context.stroke();
  }
  context.restore();
}
