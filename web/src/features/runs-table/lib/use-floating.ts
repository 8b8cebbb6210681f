import { useState } from "react";
import type { RunRow } from "@/api/types";
import type { Spot } from "../components/anchor";
import type { TagKind } from "../components/tag-editor";
import type { LaidColumn } from "./layout";

/** Types of values that are edited as a line of text. */
export type EditedType = "string" | "int" | "float" | "bool";

/** What floats over the table; one thing at a time. */
export type Floating =
  | { kind: "column"; column: LaidColumn; spot: Spot }
  | { kind: "run"; run: RunRow; spot: Spot }
  | { kind: "text"; run: RunRow; path: string; type: EditedType; before: string | null; spot: Spot }
  | { kind: "tags"; runs: readonly RunRow[] | "all"; tagKind: TagKind; spot: Spot }
  | { kind: "groupTag"; tag: string; spot: Spot }
  | { kind: "tagColor"; tag: string; spot: Spot }
  | { kind: "transfer"; runs: readonly RunRow[] | "all"; count: number }
  | { kind: "color"; runs: readonly RunRow[]; spot: Spot };

export const useFloating = () => useState<Floating>();
