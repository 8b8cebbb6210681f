import { besideEachOther, type DiffLine, diffLines } from "./diff-lines";

/** What the page asks of the worker, and what it answers. */
export interface DiffQuestion {
  readonly id: number;
  readonly a: string;
  readonly b: string;
  /** A third text, compared with the first one too. */
  readonly c: string | undefined;
  readonly ignoresSpace: boolean;
}

export interface DiffAnswer {
  readonly id: number;
  readonly lines: readonly DiffLine[] | undefined;
}

function compare({ a, b, c, ignoresSpace }: DiffQuestion): DiffLine[] | undefined {
  const right = diffLines(a, b, ignoresSpace);
  if (c === undefined || right === undefined) return right;
  const third = diffLines(a, c, ignoresSpace);
  return third && besideEachOther(right, third);
}

self.addEventListener("message", ({ data }: MessageEvent<DiffQuestion>) => {
  const answer: DiffAnswer = { id: data.id, lines: compare(data) };
  self.postMessage(answer);
});
