import type { ArtifactFiles } from "../api/artifacts";

export type ChangeKind = "added" | "removed" | "changed" | "same";

export interface FileChange {
  readonly path: string;
  readonly kind: ChangeKind;
  readonly left: ArtifactFiles["files"][number] | undefined;
  readonly right: ArtifactFiles["files"][number] | undefined;
}

const inOrder = new Intl.Collator("en", { numeric: true });

/** What became of each file from one version to another; a file is the same when its hash is. */
export function changesBetween(left: ArtifactFiles["files"], right: ArtifactFiles["files"]): FileChange[] {
  const before = new Map(left.map((file) => [file.path, file]));
  const after = new Map(right.map((file) => [file.path, file]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted(inOrder.compare).map((path) => {
    const [a, b] = [before.get(path), after.get(path)];
    const kind = a === undefined ? "added" : b === undefined ? "removed" : a.hash === b.hash ? "same" : "changed";
    return { path, kind, left: a, right: b };
  });
}
