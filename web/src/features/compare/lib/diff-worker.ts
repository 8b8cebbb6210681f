import { type DiffLine, diffLines } from "./diff-lines";

/** What the page asks of the worker, and what it answers. */
export interface DiffQuestion {
  readonly id: number;
  readonly a: string;
  readonly b: string;
  readonly ignoresSpace: boolean;
}

export interface DiffAnswer {
  readonly id: number;
  readonly lines: readonly DiffLine[] | undefined;
}

self.addEventListener("message", ({ data }: MessageEvent<DiffQuestion>) => {
  const answer: DiffAnswer = { id: data.id, lines: diffLines(data.a, data.b, data.ignoresSpace) };
  self.postMessage(answer);
});
