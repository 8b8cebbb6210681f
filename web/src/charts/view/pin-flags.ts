import { colorToken } from "../lib/line-style";
import { groupPins, type PinGroup, pinKey, type PlacedPin } from "../lib/pins";

export interface FlagHandlers {
  /** Said of the flag. */
  labelOf: (group: PinGroup) => string;
  /** The pointer or the focus is on a flag, or on none any more. */
  onPoint: (group: PinGroup | undefined, flag: HTMLElement | undefined) => void;
  onOpen: (group: PinGroup, flag: HTMLElement) => void;
}

/** A target that fingers find, and so far apart are two of them at least. */
const roomPx = 24;

/**
 * The flags at the top of one plot: buttons, one of which Tab reaches; arrow keys go from one to the next. They are laid out when the plot is drawn and
 * not when the pointer moves. Made by hand like the other parts over a plot, as they move with every frame of a drag.
 */
export class PinFlags {
  readonly #layer: HTMLElement;
  readonly #classes: Record<string, string | undefined>;
  readonly #handlers: FlagHandlers;
  #groups: readonly PinGroup[] = [];
  #flags: HTMLButtonElement[] = [];
  /** What each flag says. */
  #shown: (readonly PlacedPin[])[] = [];
  #pointed: HTMLElement | undefined;

  constructor(over: HTMLElement, classes: Record<string, string | undefined>, handlers: FlagHandlers) {
    this.#layer = document.createElement("div");
    this.#layer.className = classes.flags ?? "";
    this.#classes = classes;
    this.#handlers = handlers;
    over.append(this.#layer);
  }

  layOut(pins: readonly PlacedPin[], toPx: (x: number) => number, width: number): void {
    if (pins.length === 0 && this.#flags.length === 0) return;
    this.#groups = groupPins(pins, toPx, width, roomPx);
    this.#shown.length = Math.min(this.#shown.length, this.#groups.length);
    for (const flag of this.#flags.splice(this.#groups.length)) {
      if (flag === this.#pointed) this.#point(undefined);
      flag.remove();
    }
    this.#groups.forEach((group, i) => {
      const flag = (this.#flags[i] ??= this.#make(i));
      flag.style.transform = `translateX(${Math.min(Math.max(group.px, 0), width)}px)`;
      const before = this.#shown[i];
      if (before && isSame(before, group.pins)) return;
      this.#shown[i] = group.pins;
      flag.setAttribute("aria-label", this.#handlers.labelOf(group));
      const [first] = group.pins;
      const mark = flag.firstElementChild as HTMLElement;
      const isOneColor = group.pins.every(({ style }) => first && colorToken(style) === colorToken(first.style));
      mark.style.color = first && isOneColor ? colorToken(first.style) : "";
      mark.textContent = group.pins.length === 1 ? "" : group.pins.length > 99 ? "99+" : String(group.pins.length);
      mark.toggleAttribute("data-event", group.pins.every(({ pin }) => pin.noteId === undefined));
      // What stood under the pointer says something else now, or stands somewhere else.
      if (flag === this.#pointed) this.#point(before && first && before[0] && pinKey(before[0]) === pinKey(first) ? group : undefined, flag);
    });
    this.#rove(Math.max(0, this.#flags.findIndex((flag) => flag.tabIndex === 0)));
  }

  /** Puts the focus on the flag of the pin with this key; false when there is none. */
  focus(key: string): boolean {
    const flag = this.#flags[this.#groups.findIndex(({ pins }) => pins.some((one) => pinKey(one) === key))];
    flag?.focus({ preventScroll: true });
    return flag !== undefined;
  }

  #make(i: number): HTMLButtonElement {
    const flag = document.createElement("button");
    flag.type = "button";
    flag.className = this.#classes.flag ?? "";
    flag.dataset.pins = "";
    flag.append(document.createElement("span"));
    const group = () => this.#groups[i];
    // The plot below listens for gestures.
    for (const kind of ["pointerdown", "pointermove", "dblclick"]) flag.addEventListener(kind, (event) => event.stopPropagation());
    flag.addEventListener("pointerenter", () => this.#point(group(), flag));
    flag.addEventListener("pointerleave", () => this.#point(undefined));
    flag.addEventListener("focus", () => {
      this.#rove(i);
      this.#point(group(), flag);
    });
    flag.addEventListener("blur", () => this.#point(undefined));
    flag.addEventListener("click", () => {
      const open = group();
      if (!open) return;
      this.#point(undefined);
      this.#handlers.onOpen(open, flag);
    });
    flag.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: this.#flags.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#flags[to]?.focus({ preventScroll: true });
    });
    this.#layer.append(flag);
    return flag;
  }

  #rove(to: number): void {
    this.#flags.forEach((flag, i) => (flag.tabIndex = i === to ? 0 : -1));
  }

  #point(group: PinGroup | undefined, flag?: HTMLElement): void {
    this.#pointed = group && flag;
    this.#handlers.onPoint(group, flag);
  }
}

const isSame = (before: readonly PlacedPin[], after: readonly PlacedPin[]) => before.length === after.length && before.every((pin, i) => pin === after[i]);
