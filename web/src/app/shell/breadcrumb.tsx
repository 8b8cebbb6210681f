import { Link, useMatchRoute } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useIsGuest } from "@/api/use-is-guest";
import { useTranslation } from "react-i18next";
import classes from "./breadcrumb.module.css";
import { usePlace } from "./use-place";

/** Where the page stands: workspace, project, section, run. On a narrow screen only the last two parts. */
export function Breadcrumb() {
  const { t } = useTranslation("shell");
  const matches = useMatchRoute();
  const { workspace, project, run } = usePlace();
  const isGuest = useIsGuest();

  if (workspace === undefined || project === undefined) {
    const page = matches({ to: "/api-tokens" }) ? t("section.apiTokens") : t("section.projects");
    return (
      <nav className={classes.trail} aria-label={t("breadcrumb")}>
        <span className={classes.here}>{page}</span>
      </nav>
    );
  }
  const place = { workspace, project };
  const below = matches({ to: "/$workspace/$project/compare" }) ? t("section.compare") : run;
  return (
    <nav className={classes.trail} aria-label={t("breadcrumb")}>
      {isGuest ? (
        <span className={classes.far}>
          <bdi>{workspace}</bdi>
        </span>
      ) : (
        <Link to="/" className={classes.far}>
          <bdi>{workspace}</bdi>
        </Link>
      )}
      <Link to="/$workspace/$project/runs" params={place} className={clsx(classes.next, below === undefined ? classes.near : classes.far)}>
        <bdi>{project}</bdi>
      </Link>
      {below === undefined ? (
        <span className={clsx(classes.next, classes.here)}>{t("section.runs")}</span>
      ) : (
        <>
          <Link to="/$workspace/$project/runs" params={place} className={clsx(classes.next, classes.near)}>
            {t("section.runs")}
          </Link>
          <span className={clsx(classes.next, classes.here)}>
            <bdi>{below}</bdi>
          </span>
        </>
      )}
    </nav>
  );
}
