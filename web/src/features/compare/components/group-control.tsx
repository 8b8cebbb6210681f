import { Button, Popover, Select, Switch } from "@mantine/core";
import { Group } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ChartsAddress } from "@/charts/lib/address";
import { spreads } from "@/charts/lib/groups";
import classes from "./group-control.module.css";

interface Props {
  choices: readonly string[];
  /** Attributes that are not among the choices for want of room. */
  leftOut: number;
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

const all = "*";

/** Puts runs together in charts: by what they have in common, or all of them. */
export function GroupControl({ choices, leftOut, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const { by, spread = "deviation", members } = address;
  const isOn = by !== undefined;
  return (
    <Popover position="bottom-end" width={280} shadow="md">
      <Popover.Target>
        <Button variant={isOn ? "light" : "default"} leftSection={<Group size={14} />} title={t("group.label")}>
          {isOn ? t("group.by", { path: by === all ? t("group.all") : by.slice(by.lastIndexOf("/") + 1) }) : <span data-word>{t("group.label")}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.form}>
          <Select
            label={t("group.attribute")}
            placeholder={t("group.none")}
            searchable
            clearable
            limit={200}
            comboboxProps={{ withinPortal: false }}
            data={[{ value: all, label: t("group.all") }, ...choices.map((path) => ({ value: path, label: path }))]}
            value={by ?? null}
            onChange={(next) => onAddress({ by: next ?? undefined, off: undefined })}
          />
          <Select
            label={t("group.band")}
            disabled={!isOn}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            data={spreads.map((value) => ({ value, label: t(`group.spread.${value}`) }))}
            value={spread}
            onChange={(next) => onAddress({ spread: spreads.find((one) => one === next && one !== "deviation") as ChartsAddress["spread"] }, true)}
          />
          <Switch
            label={t("group.members")}
            disabled={!isOn}
            checked={members === "on"}
            onChange={(event) => onAddress({ members: event.currentTarget.checked ? "on" : undefined }, true)}
          />
          {leftOut > 0 && <p className={classes.hint}>{t("more", { count: leftOut })}</p>}
          <p className={classes.hint}>{t("group.hint")}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
