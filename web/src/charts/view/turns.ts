/** Longer than the pauses between the events of a scroll that goes on. */
const restMs = 120;
/** What one frame of a scroll has for making charts; the rest of it belongs to the browser. */
const budgetMs = 5;

/**
 * Who wants to do something costly while the page scrolls waits for a turn: as many have theirs in a frame as fit, at least one, in the order in
 * which they asked. While the page rests nobody waits.
 */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #lastScroll = Number.NEGATIVE_INFINITY;
  #frame: number | undefined;

  constructor(page: EventTarget = document) {
    page.addEventListener("scroll", () => (this.#lastScroll = performance.now()), { capture: true, passive: true });
  }

  get isScrolling(): boolean {
    return performance.now() - this.#lastScroll < restMs;
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
    for (const work of this.#waiting) {
      this.#waiting.delete(work);
      work();
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(this.#go);
  };
}
