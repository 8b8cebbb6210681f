import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/api/queries";
import { TimeAgo } from "@/components/time-ago";
import { useNow } from "@/lib/use-now";
import { daysLeft } from "../lib/days-left";

/** When a run came into the trash and, where the server empties it, how long it stays. */
export function TrashedTime({ iso }: { iso: string }) {
  const { t } = useTranslation("runs");
  const kept = useQuery(meQuery).data?.server.trashKeptSeconds ?? undefined;
  const now = useNow();
  return (
    // One box for both: in a cell, which is a row of boxes, the space between two would be lost.
    <span>
      <TimeAgo iso={iso} />
      {kept !== undefined && ` · ${t("trash.left", { count: daysLeft(iso, kept, now) })}`}
    </span>
  );
}
