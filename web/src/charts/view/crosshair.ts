/** Where the crosshair stands: an x value, for all charts of the page, and the chart that set it. */
export interface CrosshairState {
  readonly x: number;
  readonly owner: symbol;
}

/**
 * The crosshair that all charts of a page share. Pointers move faster than screens draw, so listeners are told at most
 * once for each frame.
 */
export class Crosshair {
  readonly #listeners = new Set<() => void>();
  #state: CrosshairState | undefined;
  #frame: number | undefined;

  get state(): CrosshairState | undefined {
    return this.#state;
  }

  set(x: number, owner: symbol): void {
    this.#state = { x, owner };
    this.#tell();
  }

  /** Takes the crosshair away if it is this chart's. */
  clear(owner: symbol): void {
    if (this.#state?.owner !== owner) return;
    this.#state = undefined;
    this.#tell();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}
