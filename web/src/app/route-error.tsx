import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PanelEmpty, PanelError } from "@/components/panel-message";
import { describeError, isMissing } from "@/lib/errors";
import { MissingPartError } from "@/lib/load-part";
import classes from "./route-error.module.css";
import { usePlace } from "./shell/use-place";

/** A page that could not be shown; the shell around it stays. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("shell");
  const router = useRouter();
  const { workspace, project, run } = usePlace();
  if (isMissing(error)) {
    const isInProject = run !== undefined && workspace !== undefined && project !== undefined;
    return (
      <PanelEmpty title={describeError(error)}>
        {isInProject ? (
          <Link to="/$workspace/$project/runs" params={{ workspace, project }} className={classes.back}>
            {t("notFound.backToRuns")}
          </Link>
        ) : (
          <Link to="/" className={classes.back}>
            {t("notFound.back")}
          </Link>
        )}
      </PanelEmpty>
    );
  }
  const retry = () => {
    if (error instanceof MissingPartError) {
      window.location.reload();
      return;
    }
    reset();
    void router.invalidate();
  };
  return <PanelError error={error} onRetry={retry} />;
}
