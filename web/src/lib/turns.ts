/** Longer than the pauses between the events of a scroll that goes on. */
const restMs = 120;
/** Steps further apart are not of one scroll, however slow the machine. */
const longestFrameMs = 500;
/** What one frame of a scroll has for what waits; the rest of it belongs to the browser. */
const budgetMs = 5;
/** What a frame has for it when the page has come to rest: little enough that nothing that is pressed then waits. */
const restBudgetMs = 30;

/**
 * Who wants to do something costly while the page scrolls waits for a turn: as many have theirs in a frame as fit, at least one, in the order in
 * which they asked. While the page rushes by nobody has one.
 */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #lastScroll = Number.NEGATIVE_INFINITY;
  #place: { target: EventTarget; top: number } | undefined;
  #pxPerStep = 0;
  #frame: number | undefined;

  readonly #rushPx: number;

  /**
   * @param rushPx how many pixels pass from one frame to the next when nobody looks at what passes, or when the page cannot follow: what is left out
   * makes frames shorter, and with them the steps, until there is time for it again
   */
  constructor(page: EventTarget, rushPx: number) {
    this.#rushPx = rushPx;
    page.addEventListener("scroll", ({ target }) => this.#note(target), { capture: true, passive: true });
  }

  get isScrolling(): boolean {
    return performance.now() - this.#lastScroll < restMs;
  }

  get isRushing(): boolean {
    return this.isScrolling && this.#pxPerStep > this.#rushPx;
  }

  #note(target: EventTarget | null): void {
    const now = performance.now();
    const passed = now - this.#lastScroll;
    this.#lastScroll = now;
    const element = target instanceof Document ? target.scrollingElement : target;
    if (!(element instanceof Element)) return;
    const top = element.scrollTop;
    // The first step after a rest says nothing of the speed: it may have been a jump to where somebody wants to be.
    const isGoingOn = this.#place?.target === element && passed < longestFrameMs;
    this.#pxPerStep = isGoingOn ? (this.#pxPerStep + Math.abs(top - (this.#place?.top ?? top))) / 2 : 0;
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
    const until = performance.now() + (this.isScrolling ? budgetMs : restBudgetMs);
    for (const work of this.isRushing ? [] : this.#waiting) {
      this.#waiting.delete(work);
      work();
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(this.#go);
  };
}
