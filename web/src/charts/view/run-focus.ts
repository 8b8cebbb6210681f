/** The run that a person points at, in a legend, a list or a chart; its lines stand out in all charts of the page. */
export class RunFocus {
  readonly #listeners = new Set<() => void>();
  #runId: string | undefined;
  #pointed: string | undefined;

  get runId(): string | undefined {
    return this.#runId;
  }

  /** The run whose line is under the pointer in a chart; undefined as long as none is. Nobody is told: it comes with the crosshair. */
  get pointedRunId(): string | undefined {
    return this.#pointed ?? this.#runId;
  }

  point(runId: string | undefined): void {
    this.#pointed = runId;
  }

  set(runId: string | undefined): void {
    if (runId === this.#runId) return;
    this.#runId = runId;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
