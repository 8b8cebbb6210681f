import { Button } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/lib/errors";
import { useLiveState } from "@/lib/live";
import classes from "./panel-message.module.css";

/** What a panel shows while its data or its code is on the way; when the server is silent it says so. Appears after a moment, so that fast answers do not flicker. */
export function PanelLoading() {
  const { t } = useTranslation("common");
  const isSilent = useLiveState() === "paused";
  return (
    <div className={classes.message} role="status" aria-label={t("loading")}>
      <span className={classes.pulse} />
      {isSilent && <p className={classes.body}>{t("error.unreachable")}</p>}
    </div>
  );
}

/** What a panel shows when there is nothing to show: what is missing and, below it, the next thing to do. */
export function PanelEmpty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.message}>
      <p className={classes.title}>{title}</p>
      {children !== undefined && <div className={classes.body}>{children}</div>}
    </div>
  );
}

/** What a panel shows when its data could not be had; other ways on stand below. */
export function PanelError({ error, onRetry, children }: { error: unknown; onRetry?: () => void; children?: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <div className={classes.message} role="alert">
      <CircleAlert className={classes.alert} size={20} aria-hidden="true" />
      <p className={classes.body}>{describeError(error)}</p>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
      {children}
    </div>
  );
}
