import { ActionIcon, Popover } from "@mantine/core";
import { clsx } from "clsx";
import { Bell } from "lucide-react";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "@/components/time-ago";
import { markNoticesSeen, useNotices, useUnseenCount } from "@/lib/toasts";
import classes from "./notices-button.module.css";

/** What was told at the foot of the page while this tab was open: changes to many runs, finished downloads, refusals. */
export function NoticesButton() {
  const { t } = useTranslation("shell");
  const notices = useNotices();
  const unseen = useUnseenCount();
  return (
    <Popover position="bottom-end" width={340} trapFocus withinPortal onOpen={markNoticesSeen}>
      <Popover.Target>
        <ActionIcon aria-label={t("notices.label", { count: unseen })} title={t("notices.title")} className={classes.button}>
          <Bell size={16} />
          {unseen > 0 && <span className={classes.dot} aria-hidden="true" />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("notices.title")} data-autofocus tabIndex={-1}>
        <h2 className={classes.title}>{t("notices.title")}</h2>
        {notices.length === 0 ? (
          <p className={classes.none}>{t("notices.none")}</p>
        ) : (
          <ul className={classes.list} tabIndex={0} aria-label={t("notices.title")}>
            {notices.map(({ id, message, tone, time }) => (
              <li key={`${id} ${time}`} className={clsx(classes.notice, tone === "bad" && classes.bad)}>
                <span className={classes.message}>{message}</span>
                <span className={classes.time}>
                  <TimeAgo iso={new Date(time).toISOString()} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
