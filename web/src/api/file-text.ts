import { ProblemError, UnreachableError } from "./problem";

/** The beginning of a file of text, and how many of its bytes are left out. */
export interface FileText {
  readonly text: string;
  readonly leftOut: number;
}

/** Reads a file of `size` bytes as text, `mostBytes` of it at most. */
export async function readFileText(address: string, size: number, mostBytes: number, signal: AbortSignal): Promise<FileText> {
  let response: Response;
  try {
    // Of an empty file no part can be asked for.
    response = await fetch(address, { signal, headers: size > mostBytes ? { range: `bytes=0-${mostBytes - 1}` } : {} });
  } catch (failure) {
    if (signal.aborted) throw failure;
    throw new UnreachableError(failure);
  }
  if (!response.ok) throw new ProblemError(response.status, (await response.json()) as object);
  return { text: await response.text(), leftOut: Math.max(0, size - mostBytes) };
}
