import { ActionIcon, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import { PanelLoading } from "@/components/panel-message";
import { useLiveMe } from "@/lib/live";
import { loadPart } from "@/lib/load-part";
import { useUnseenCount } from "@/lib/toasts";
import { noticesQuery } from "./notices";
import classes from "./notices-button.module.css";
import { useDesktopNotices, useShownNotices } from "./use-desktop-notices";

const NoticesTray = lazy(async () => ({ default: (await loadPart(() => import("./notices-tray"))).NoticesTray }));

/** The bell: how much there is that nobody has read, and the tray with it. */
export function NoticesButton() {
  const isGuest = useIsGuest();
  return isGuest ? <Bellpull unread={0} /> : <PersonalBell />;
}

function PersonalBell() {
  const { data } = useQuery(noticesQuery);
  const { isOn } = useDesktopNotices();
  useLiveMe(isOn ? "always" : true);
  useShownNotices();
  return <Bellpull unread={data?.unread ?? 0} />;
}

function Bellpull({ unread }: { unread: number }) {
  const { t } = useTranslation("shell");
  const count = unread + useUnseenCount();
  return (
    <Popover position="bottom-end" width={380} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon aria-label={t("notices.label", { count })} title={t("notices.bell")} className={classes.button}>
          <Bell size={16} />
          {count > 0 && <span className={classes.dot} aria-hidden="true" />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("notices.bell")} data-autofocus tabIndex={-1}>
        <Suspense fallback={<PanelLoading />}>
          <NoticesTray />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
