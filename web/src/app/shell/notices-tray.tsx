import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useIsGuest } from "@/api/use-is-guest";
import { TimeAgo } from "@/components/time-ago";
import { describeError } from "@/lib/errors";
import { usePreference } from "@/lib/preferences";
import { markNoticesSeen, showToast, useNotices } from "@/lib/toasts";
import classes from "./notices-button.module.css";
import { type Notice, noticesQuery, useNoticeText } from "./notices";
import { useDesktopNotices } from "./use-desktop-notices";

/** What the person was told, wherever and whenever; and below what was said in this tab. */
export function NoticesTray() {
  const { t } = useTranslation("shell");
  const isGuest = useIsGuest();
  const here = useNotices();
  useEffect(markNoticesSeen, [here]);
  return (
    <>
      {!isGuest && <Told />}
      <h2 className={classes.title}>{t("notices.here")}</h2>
      {here.length === 0 ? (
        <p className={classes.none}>{t("notices.none")}</p>
      ) : (
        <ul className={classes.list} tabIndex={0} aria-label={t("notices.here")}>
          {here.map(({ id, message, tone, time }) => (
            <li key={`${id} ${time}`} className={clsx(classes.notice, tone === "bad" && classes.bad)}>
              <span className={classes.message}>{message}</span>
              <span className={classes.time}>
                <TimeAgo iso={new Date(time).toISOString()} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Told() {
  const { t } = useTranslation("shell");
  const queries = useQueryClient();
  const { data } = useQuery(noticesQuery);
  const title = useRef<HTMLHeadingElement>(null);
  const newest = data?.notices[0]?.number;
  const fail = (error: Error) => showToast(describeError(error), { tone: "bad" });
  const again = () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey });
  const read = useMutation({
    mutationFn: async (upTo: number) => unwrap(await api.POST("/api/v1/me/notices/read", { body: { upTo } })),
    onSuccess: again,
    onError: fail,
  });
  const clear = useMutation({
    mutationFn: async (upTo: number) => unwrap(await api.DELETE("/api/v1/me/notices", { params: { query: { upTo } } })),
    onSuccess: again,
    onError: fail,
  });
  // A button that goes once it was pressed would take the focus out of the tray with it.
  const act = (change: (upTo: number) => void) => {
    if (newest === undefined) return;
    title.current?.focus();
    change(newest);
  };
  return (
    <>
      <div className={classes.head}>
        <h2 ref={title} tabIndex={-1}>{t("notices.title")}</h2>
        {data && data.notices.length > 0 && (
          <Button size="compact-xs" variant="subtle" disabled={data.unread === 0} onClick={() => act(read.mutate)}>
            {t("notices.read")}
          </Button>
        )}
        {data && data.notices.length > 0 && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => act(clear.mutate)}>
            {t("notices.clear")}
          </Button>
        )}
      </div>
      {data?.notices.length === 0 ? (
        <p className={classes.none}>{t("notices.nothing")}</p>
      ) : (
        <ul className={classes.list} tabIndex={0} aria-label={t("notices.title")}>
          {data?.notices.map((notice) => (
            <ToldLine key={notice.number} notice={notice} />
          ))}
        </ul>
      )}
      <Choices />
    </>
  );
}

function ToldLine({ notice }: { notice: Notice }) {
  const text = useNoticeText();
  const { t } = useTranslation("shell");
  const [workspace = "", project = ""] = notice.place.split("/");
  return (
    <li className={clsx(classes.notice, !notice.isRead && classes.unread, notice.kind === "runFailed" && classes.bad)}>
      <span className={classes.message}>
        {!notice.isRead && <span className={classes.mark} role="img" aria-label={t("notices.unread")} />}
        {notice.runId !== null && project !== "" ? (
          <Link to="/$workspace/$project/runs/$runId" params={{ workspace, project, runId: notice.runShortId }}>
            {text(notice)}
          </Link>
        ) : project !== "" && notice.word !== "none" ? (
          <Link to="/$workspace/$project/runs" params={{ workspace, project }}>
            {text(notice)}
          </Link>
        ) : (
          text(notice)
        )}
      </span>
      <span className={classes.time}>
        <TimeAgo iso={notice.time} />
      </span>
    </li>
  );
}

/** What the person wants to be told, and whether this browser shows it while the app is open. */
function Choices() {
  const { t } = useTranslation("shell");
  const [runs, setRuns] = usePreference("notices.runs");
  const desktop = useDesktopNotices();
  return (
    <div className={classes.choices}>
      <Checkbox size="xs" label={t("notices.runs")} checked={runs !== "off"} onChange={(event) => setRuns(event.currentTarget.checked ? undefined : "off")} />
      {desktop.isKnown && (
        <Checkbox
          size="xs"
          label={t("notices.desktop")}
          description={t(desktop.isBlocked ? "notices.blocked" : "notices.desktopHint")}
          disabled={desktop.isBlocked}
          checked={desktop.isOn}
          onChange={(event) => void desktop.set(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}
