import { ActionIcon } from "@mantine/core";
import { Menu as MenuIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Breadcrumb } from "./breadcrumb";
import { LiveIndicator } from "./live-indicator";
import { SettingsMenu } from "@/components/settings-menu";
import classes from "./top-bar.module.css";
import { UserMenu } from "./user-menu";

export function TopBar({ onOpenRail }: { onOpenRail: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <header className={classes.bar}>
      <ActionIcon className={classes.openRail} size="lg" aria-label={t("rail.open")} onClick={onOpenRail}>
        <MenuIcon size={18} />
      </ActionIcon>
      <Breadcrumb />
      <div className={classes.tools}>
        <LiveIndicator />
        <SettingsMenu />
        <UserMenu />
      </div>
    </header>
  );
}
