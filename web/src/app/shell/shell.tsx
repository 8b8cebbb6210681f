import { Outlet } from "@tanstack/react-router";
import { clsx } from "clsx";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Toasts } from "@/components/toasts";
import { loadPart } from "@/lib/load-part";
import { Palette } from "../palette/palette";
import { KeysDialog } from "./keys-dialog";
import { PlaceNotice } from "./place-notice";
import { Rail } from "./rail";
import classes from "./shell.module.css";
import { TopBar } from "./top-bar";
import { useNotedProject } from "./project-switcher";
import { useAppKeys } from "./use-app-keys";
import { useFollowedSettings } from "./use-followed-settings";

const HelpDialog = lazy(async () => ({ default: (await loadPart(() => import("../help/help-dialog"))).HelpDialog }));

/** The frame of every page of a person who is signed in. On a narrow screen the rail comes and goes. */
export function Shell() {
  const { t } = useTranslation("shell");
  const [isRailOpen, setRailOpen] = useState(false);
  const [isPalette, setPalette] = useState(false);
  const [isKeys, setKeys] = useState(false);
  const [isHelp, setHelp] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useFollowedSettings();
  useNotedProject();
  const closeRail = () => setRailOpen(false);
  const showKeys = useCallback(() => setKeys(true), []);
  useAppKeys({ onPalette: () => setPalette((before) => !before), onKeys: showKeys, onFocusMode: () => setFocused((before) => !before) });
  return (
    <div className={clsx(classes.shell, isFocused && classes.focused)}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <Rail isOpen={isRailOpen} onClose={closeRail} />
      <div className={classes.main}>
        <TopBar onOpenRail={() => setRailOpen(true)} onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
        <PlaceNotice />
        <main id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Toasts />
      {isPalette && <Palette onClose={() => setPalette(false)} />}
      {isHelp && (
        <Suspense fallback={null}>
          <HelpDialog onKeys={showKeys} onClose={() => setHelp(false)} />
        </Suspense>
      )}
      {isKeys && <KeysDialog onClose={() => setKeys(false)} />}
    </div>
  );
}
