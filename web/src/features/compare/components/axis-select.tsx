import { Select } from "@mantine/core";
import { useMemo } from "react";
import type { AxisChoice } from "../lib/axes";

interface Props {
  label: string;
  choices: readonly AxisChoice[];
  value: string | undefined;
  /** What stands there when nothing is chosen; without it something must be chosen. */
  none?: string;
  onValue: (path: string | undefined) => void;
}

const mostListed = 200;

/** Chooses one attribute of the compared runs. */
export function AxisSelect({ label, choices, value, none, onValue }: Props) {
  const data = useMemo(() => choices.map(({ path }) => path), [choices]);
  return (
    <Select
      label={label}
      searchable
      limit={mostListed}
      data={data}
      value={value ?? null}
      placeholder={none}
      clearable={none !== undefined}
      allowDeselect={false}
      onChange={(path) => onValue(path ?? undefined)}
    />
  );
}
