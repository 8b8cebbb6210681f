import { ActionIcon, MultiSelect, Popover, Tooltip } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { useAxisChoices } from "../lib/use-attributes";
import classes from "./group-control.module.css";

interface Props {
  runs: readonly ComparedRun[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

export const mostFacts = 6;

/** Which attributes stand beside the runs in legends and in lists of values. */
export function FactsControl(props: Props) {
  const { t } = useTranslation("compare");
  return (
    <Popover position="bottom-end" width={280} shadow="md">
      <Tooltip label={t("facts.label")}>
        <Popover.Target>
          <ActionIcon variant={props.address.facts ? "light" : "default"} size="md" aria-label={t("facts.label")}>
            <Columns3 size={14} />
          </ActionIcon>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown>
        <Form {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Form({ runs, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { choices } = useAxisChoices(runs);
  const chosen = address.facts ?? [];
  return (
    <div className={classes.form}>
      <MultiSelect
        label={t("facts.label")}
        searchable
        limit={200}
        maxValues={mostFacts}
        comboboxProps={{ withinPortal: false }}
        data={[...new Set([...chosen, ...choices.map(({ path }) => path)])]}
        value={chosen}
        onChange={(next) => onAddress({ facts: next.length > 0 ? next : undefined }, true)}
      />
      <p className={classes.hint}>{t("facts.hint")}</p>
    </div>
  );
}
