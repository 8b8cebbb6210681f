/** The run that a person points at, in the table, a legend or a list; everything that shows the run stands out while it is set. */
class RunFocusStore {
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

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const runFocus = new RunFocusStore();
