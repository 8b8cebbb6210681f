import { diffArrays, diffWordsWithSpace } from "diff";

/** A line of a comparison of two texts. Numbers count from 1; a part is a stretch of the line, marked when it is what changed. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added" | "changed";
  readonly left: Side | undefined;
  readonly right: Side | undefined;
  /** Of three texts: the third one's line, and what the right one's and the third one's are to the left one's. */
  readonly third?: { readonly side: Side | undefined; readonly kind: DiffLine["kind"]; readonly rightKind: DiffLine["kind"] };
}

export interface Side {
  readonly number: number;
  readonly parts: readonly { readonly text: string; readonly isMarked: boolean }[];
}

// Longer lines are shown changed as a whole: comparing them word by word takes longer than anyone waits.
const longestLine = 2_000;
// So does comparing texts that have hardly a line in common.
const mostMs = 8_000;

const plain = (number: number, text: string): Side => ({ number, parts: [{ text, isMarked: false }] });
const lettersOnly = (line: string) => line.replaceAll(/\s+/g, "");
const split = (text: string) => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/));

/**
 * What differs between two texts, line by line. A removed line and the added one in its place stand beside each other, with the words that
 * differ marked. Undefined when it takes too long.
 */
export function diffLines(a: string, b: string, ignoresSpace: boolean): DiffLine[] | undefined {
  const [left, right] = [split(a), split(b)];
  const changes = diffArrays(left, right, {
    timeout: mostMs,
    ...(ignoresSpace && { comparator: (one: string, other: string) => lettersOnly(one) === lettersOnly(other) }),
  });
  if (!changes) return undefined;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  for (let k = 0; k < changes.length; k++) {
    const change = changes[k];
    if (!change) continue;
    const count = change.value.length;
    if (!change.removed && !change.added) {
      for (let n = 0; n < count; n++) lines.push({ kind: "same", left: plain(i + 1, left[i++] ?? ""), right: plain(j + 1, right[j++] ?? "") });
      continue;
    }
    const next = changes[k + 1];
    const isPair = next !== undefined && ((change.removed && next.added) || (change.added && next.removed));
    const removed = change.removed ? count : isPair ? (next?.value.length ?? 0) : 0;
    const added = change.added ? count : isPair ? (next?.value.length ?? 0) : 0;
    if (isPair) k++;
    const both = Math.min(removed, added);
    for (let n = 0; n < both; n++) lines.push(changed(i + 1, left[i++] ?? "", j + 1, right[j++] ?? ""));
    for (let n = both; n < removed; n++) lines.push({ kind: "removed", left: plain(i + 1, left[i++] ?? ""), right: undefined });
    for (let n = both; n < added; n++) lines.push({ kind: "added", left: undefined, right: plain(j + 1, right[j++] ?? "") });
  }
  return lines;
}

function changed(leftNumber: number, a: string, rightNumber: number, b: string): DiffLine {
  const words = a.length + b.length > longestLine ? undefined : diffWordsWithSpace(a, b);
  const side = (number: number, text: string, which: "removed" | "added"): Side => ({
    number,
    parts: words
      ? words.filter((word) => word[which] || (!word.removed && !word.added)).map((word) => ({ text: word.value, isMarked: word[which] ?? false }))
      : [{ text, isMarked: true }],
  });
  return { kind: "changed", left: side(leftNumber, a, "removed"), right: side(rightNumber, b, "added") };
}

/** Two comparisons with the same text on the left, line by line beside each other. What either adds stands before the line that follows it on the left. */
export function besideEachOther(right: readonly DiffLine[], third: readonly DiffLine[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < right.length || j < third.length) {
    const [a, b] = [right[i], third[j]];
    const isAdded = (a !== undefined && a.left === undefined) || (b !== undefined && b.left === undefined);
    const one = isAdded && a?.left !== undefined ? undefined : a;
    const other = isAdded && b?.left !== undefined ? undefined : b;
    if (one) i++;
    if (other) j++;
    const rightKind = one?.kind ?? "same";
    const kind = other?.kind ?? "same";
    lines.push({
      kind: rightKind === "same" && kind === "same" ? "same" : rightKind === "same" ? kind : rightKind,
      left: one?.left ?? other?.left,
      right: one?.right,
      third: { side: other?.right, kind, rightKind },
    });
  }
  return lines;
}

/** What stands on screen: lines, and folds that hide stretches without a change. */
export type ShownLine = DiffLine | { readonly kind: "fold"; readonly start: number; readonly count: number };

const context = 3;

/** Folds what is the same, except around changes and where a person has opened it. */
export function foldSame(lines: readonly DiffLine[], opened: ReadonlySet<number>): ShownLine[] {
  const shown: ShownLine[] = [];
  let start = 0;
  while (start < lines.length) {
    if (lines[start]?.kind !== "same") {
      shown.push(lines[start++] as DiffLine);
      continue;
    }
    let end = start;
    while (end < lines.length && lines[end]?.kind === "same") end++;
    const from = start === 0 ? start : start + context;
    const to = end === lines.length ? end : end - context;
    const hidden = to - from;
    if (hidden <= 1 || opened.has(start)) shown.push(...lines.slice(start, end));
    else shown.push(...lines.slice(start, from), { kind: "fold", start, count: hidden }, ...lines.slice(to, end));
    start = end;
  }
  return shown;
}
