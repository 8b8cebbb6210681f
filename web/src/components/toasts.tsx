import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { dismissToast, useToasts } from "@/lib/toasts";
import classes from "./toasts.module.css";

/** Messages at the foot of the page, each with a way to take its change back if there is one. */
export function Toasts() {
  const { t } = useTranslation("common");
  const toasts = useToasts();
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {toasts.map(({ id, message, tone, progress, undo }) => (
        <div key={id} className={clsx(classes.toast, tone === "bad" && classes.bad)}>
          <span className={classes.message}>{message}</span>
          {progress !== undefined && (
            <span className={classes.progress} role="progressbar" aria-label={message} aria-valuenow={Math.round(progress * 100)} aria-valuemin={0} aria-valuemax={100}>
              <span style={{ width: `${Math.round(progress * 100)}%` }} />
            </span>
          )}
          {undo && (
            <button
              type="button"
              className={classes.undo}
              onClick={() => {
                dismissToast(id);
                undo();
              }}
            >
              {t("undo")}
            </button>
          )}
          <button type="button" className={classes.close} aria-label={t("dismiss")} onClick={() => dismissToast(id)}>
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
