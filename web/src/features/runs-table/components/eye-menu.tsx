import { ActionIcon, Menu } from "@mantine/core";
import { Eye, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuChoice } from "@/components/menu-choice";
import type { EyeRule } from "@/selection/eye";
import classes from "./runs-table.module.css";

export type EyeChoice = { kind: "follow"; count: number } | { kind: "first"; count: number } | { kind: "loaded" | "none" | "checked" | "invert" };

interface Props {
  rule: EyeRule;
  shown: number;
  isAnyChecked: boolean;
  onChoose: (choice: EyeChoice) => void;
}

const counts = [5, 10, 20, 50];

/** Which runs charts and comparisons show. A star marks that the first runs of the order are followed as it changes. */
export function EyeMenu({ rule, shown, isAnyChecked, onChoose }: Props) {
  const { t } = useTranslation("runs");
  const follows = rule.kind === "top";
  return (
    <Menu position="bottom-start" width={240} withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" className={classes.eyeHead} aria-label={t("eye.menu", { count: shown })} title={t("eye.menu", { count: shown })}>
          {follows ? <Star size={13} /> : <Eye size={14} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("eye.follow")}</Menu.Label>
        {counts.map((count) => (
          <MenuChoice key={count} kind="one" isOn={rule.kind === "top" && rule.count === count} icon={<Star size={13} />} onClick={() => onChoose({ kind: "follow", count })}>
            {t("eye.top", { count })}
          </MenuChoice>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("eye.fix")}</Menu.Label>
        <Menu.Item onClick={() => onChoose({ kind: "first", count: 10 })}>{t("eye.first", { count: 10 })}</Menu.Item>
        <Menu.Item onClick={() => onChoose({ kind: "loaded" })}>{t("eye.loaded")}</Menu.Item>
        <Menu.Item disabled={!isAnyChecked} onClick={() => onChoose({ kind: "checked" })}>
          {t("eye.checked")}
        </Menu.Item>
        <Menu.Item onClick={() => onChoose({ kind: "invert" })}>{t("eye.invert")}</Menu.Item>
        <Menu.Item onClick={() => onChoose({ kind: "none" })}>{t("eye.none")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
