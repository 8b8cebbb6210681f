import { Outlet } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Rail } from "./rail";
import classes from "./shell.module.css";
import { TopBar } from "./top-bar";

/** The frame of every page of a person who is signed in. On a narrow screen the rail comes and goes. */
export function Shell() {
  const { t } = useTranslation("shell");
  const [isRailOpen, setRailOpen] = useState(false);
  const closeRail = () => setRailOpen(false);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <Rail isOpen={isRailOpen} onClose={closeRail} />
      <div className={classes.main}>
        <TopBar onOpenRail={() => setRailOpen(true)} />
        <main id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
