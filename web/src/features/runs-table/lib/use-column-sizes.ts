import type { ColumnSizingState, Updater } from "@tanstack/react-table";
import { useState } from "react";

function isSizes(value: unknown): value is ColumnSizingState {
  return typeof value === "object" && value !== null && Object.values(value).every((size) => typeof size === "number");
}

function read(key: string): ColumnSizingState {
  const stored = localStorage.getItem(key);
  if (stored === null) return {};
  try {
    const sizes: unknown = JSON.parse(stored);
    return isSizes(sizes) ? sizes : {};
  } catch (broken) {
    if (broken instanceof SyntaxError) return {};
    throw broken;
  }
}

/** Widths that the person gave to columns, kept in this browser for each project. */
export function useColumnSizes(projectId: string) {
  const key = `nereid.column-sizes.${projectId}`;
  const [sizes, setSizes] = useState(() => read(key));
  const change = (updater: Updater<ColumnSizingState>) => {
    const next = typeof updater === "function" ? updater(sizes) : updater;
    localStorage.setItem(key, JSON.stringify(next));
    setSizes(next);
  };
  return [sizes, change] as const;
}
