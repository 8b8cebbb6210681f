import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelEmpty } from "@/components/panel-message";
import classes from "./route-error.module.css";

export function NotFound() {
  const { t } = useTranslation("shell");
  return (
    <PanelEmpty title={t("notFound.title")}>
      <Link to="/" className={classes.back}>
        {t("notFound.back")}
      </Link>
    </PanelEmpty>
  );
}
