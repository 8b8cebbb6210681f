/** The run that a person points at, in a legend or a list; its lines stand out in all charts of the page. */
export class RunFocus {
  readonly #listeners = new Set<() => void>();
  #runId: string | undefined;

  get runId(): string | undefined {
    return this.#runId;
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
