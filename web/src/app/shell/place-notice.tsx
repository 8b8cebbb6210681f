import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { Camera, Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries";
import { formatDateTime } from "@/lib/format";
import { readText } from "@/lib/search-params";
import { linkQuery, withoutSnapshot } from "@/selection/snapshot";
import classes from "./place-notice.module.css";

/** What somebody should know about the page as a whole: it is seen by a link alone, or shows a snapshot. */
export function PlaceNotice() {
  const { t } = useTranslation("shell");
  const { search, pathname, href } = useLocation();
  const { data: me } = useQuery(meQuery);
  const code = readText((search as Record<string, unknown>).snap);
  const link = useQuery({ ...linkQuery(code ?? ""), enabled: code !== undefined });
  const guest = me?.guest ?? undefined;
  if (guest === undefined && link.data?.isSnapshot !== true) return null;
  return (
    <div className={classes.notices} role="note">
      {guest && (
        <p className={classes.notice}>
          <Eye size={14} aria-hidden="true" />
          <span>
            {guest.expires === null ? t("guest.here") : t("guest.until", { time: formatDateTime(guest.expires) })}{" "}
            <Link to="/sign-in" search={{ ticket: undefined, to: pathname }}>
              {t("guest.signIn")}
            </Link>
          </span>
        </p>
      )}
      {link.data?.isSnapshot === true && (
        <p className={classes.notice}>
          <Camera size={14} aria-hidden="true" />
          <span>
            {t("snapshot.of", { time: formatDateTime(link.data.created), count: link.data.snapshotRuns?.length ?? 0 })} {t("snapshot.values")}{" "}
            <a href={withoutSnapshot(href)}>{t("snapshot.now")}</a>
          </span>
        </p>
      )}
    </div>
  );
}
