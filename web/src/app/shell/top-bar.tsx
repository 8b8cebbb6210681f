import { ActionIcon } from "@mantine/core";
import { CircleQuestionMark, Menu as MenuIcon, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import { Breadcrumb } from "./breadcrumb";
import { LiveIndicator } from "./live-indicator";
import { SettingsMenu } from "@/components/settings-menu";
import { NoticesButton } from "./notices-button";
import { ShareButton } from "./share-button";
import classes from "./top-bar.module.css";
import { UserMenu } from "./user-menu";

export function TopBar({ onOpenRail, onPalette, onHelp }: { onOpenRail: () => void; onPalette: () => void; onHelp: () => void }) {
  const { t } = useTranslation("shell");
  const isGuest = useIsGuest();
  return (
    <header className={classes.bar} data-bar>
      <ActionIcon className={classes.openRail} size="lg" aria-label={t("rail.open")} onClick={onOpenRail}>
        <MenuIcon size={18} />
      </ActionIcon>
      <Breadcrumb />
      <div className={classes.tools}>
        <button type="button" className={classes.palette} onClick={onPalette}>
          <Search size={14} aria-hidden="true" />
          <span className={classes.paletteWord}>{t("palette")}</span>
          <kbd aria-hidden="true">{t("paletteKeys")}</kbd>
        </button>
        <LiveIndicator />
        {!isGuest && <ShareButton />}
        <NoticesButton />
        <ActionIcon className={classes.help} aria-label={t("help")} title={t("help")} onClick={onHelp}>
          <CircleQuestionMark size={16} />
        </ActionIcon>
        <SettingsMenu />
        <UserMenu />
      </div>
    </header>
  );
}
