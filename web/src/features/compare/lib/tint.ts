import { colorCount, colorToken } from "@/charts/lib/line-style";
import type { ComparedRun } from "./compared-run";
import { namesOf, placing, type Values } from "./axes";

/** What the colours of lines and dots stand for. */
export interface Tint {
  readonly colorOf: (run: number) => string;
  readonly values: Values | undefined;
  /** Names with their colours, when it is names. */
  readonly names: readonly { readonly name: string; readonly color: string }[];
}

export const lowColor = "var(--data-6)";
export const highColor = "var(--data-2)";
const missing = "var(--data-none)";

/** By run, by name, or from low to high. */
export function tintOf(runs: readonly ComparedRun[], values: Values | undefined): Tint {
  if (!values) {
    return { values, names: [], colorOf: (i) => (runs[i] ? colorToken(runs[i].style) : missing) };
  }
  if (values.kind === "category") {
    const names = namesOf(values.values).map((name, i) => ({ name, color: i < colorCount ? `var(--data-${i + 1})` : missing }));
    const byName = new Map(names.map(({ name, color }) => [name, color]));
    return { values, names, colorOf: (i) => byName.get(String(values.values[i])) ?? missing };
  }
  const place = placing({ ...values, isDown: false, isLog: false });
  return {
    values,
    names: [],
    colorOf: (i) => {
      const share = place(values.values[i]);
      return share === undefined ? missing : `color-mix(in oklab, ${highColor} ${Math.round(share * 100)}%, ${lowColor})`;
    },
  };
}
