/** Longer than the pauses between the events of a scroll that goes on. */
const restMs = 120;
/** What one frame of a scroll has for making charts; the rest of it belongs to the browser. */
const budgetMs = 5;
/** So fast that a chart is out of sight again before anybody has looked at it: more than a screen a second. */
const rushPxPerMs = 1.2;

/**
 * Who wants to do something costly while the page scrolls waits for a turn: as many have theirs in a frame as fit, at least one, in the order in
 * which they asked. While the page rushes by nobody has one; while it rests nobody waits.
 */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #lastScroll = Number.NEGATIVE_INFINITY;
  #place: { target: EventTarget; top: number } | undefined;
  #pxPerMs = 0;
  #frame: number | undefined;

  constructor(page: EventTarget = document) {
    page.addEventListener("scroll", ({ target }) => this.#note(target), { capture: true, passive: true });
  }

  get isScrolling(): boolean {
    return performance.now() - this.#lastScroll < restMs;
  }

  get isRushing(): boolean {
    return this.isScrolling && this.#pxPerMs > rushPxPerMs;
  }

  #note(target: EventTarget | null): void {
    const now = performance.now();
    const passed = now - this.#lastScroll;
    this.#lastScroll = now;
    const element = target instanceof Document ? target.scrollingElement : target;
    if (!(element instanceof Element)) return;
    const top = element.scrollTop;
    // The first step after a rest says nothing of the speed: it may have been a jump to where somebody wants to be.
    const isGoingOn = this.#place?.target === element && passed < restMs && passed > 0;
    this.#pxPerMs = isGoingOn ? (this.#pxPerMs + Math.abs(top - (this.#place?.top ?? top)) / passed) / 2 : 0;
    this.#place = { target: element, top };
  }

  /** @returns gives the turn up */
  ask(work: () => void): () => void {
    this.#waiting.add(work);
    this.#frame ??= requestAnimationFrame(this.#go);
    return () => this.#waiting.delete(work);
  }

  #go = () => {
    this.#frame = undefined;
    const until = performance.now() + (this.isScrolling ? budgetMs : Number.POSITIVE_INFINITY);
    for (const work of this.isRushing ? [] : this.#waiting) {
      this.#waiting.delete(work);
      work();
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(this.#go);
  };
}
