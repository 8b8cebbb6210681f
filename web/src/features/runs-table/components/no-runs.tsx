import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import { ConnectGuide } from "@/components/connect-guide";
import { PanelEmpty } from "@/components/panel-message";
import classes from "./no-runs.module.css";

/** A project without runs, and how to send the first one to it. */
export function NoRuns({ project }: { project: string }) {
  const { t } = useTranslation("runs");
  const isGuest = useIsGuest();
  if (isGuest) return <PanelEmpty title={t("empty.title")} />;
  return (
    <div className={classes.guide}>
      <h1 className={classes.title}>{t("empty.title")}</h1>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <ConnectGuide project={project} />
    </div>
  );
}
