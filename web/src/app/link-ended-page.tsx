import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelEmpty } from "@/components/panel-message";
import { usePageTitle } from "@/lib/use-page-title";
import classes from "./route-error.module.css";

/** Where a link leads that was revoked, has expired or never was. */
export function LinkEndedPage() {
  const { t } = useTranslation("shell");
  usePageTitle(t("linkEnded.title"));
  return (
    <main>
      <PanelEmpty title={t("linkEnded.title")}>
        {t("linkEnded.hint")}{" "}
        <Link to="/sign-in" search={{ ticket: undefined, to: undefined }} className={classes.back}>
          {t("guest.signIn")}
        </Link>
      </PanelEmpty>
    </main>
  );
}
