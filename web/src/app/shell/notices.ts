import { queryOptions } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type Notice = components["schemas"]["Notice"];

/** What the person was told; asked again whenever the live feed says that there is more. */
export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/me/notices", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  meta: { live: { me: true } },
});

const roles = ["none", "viewer", "contributor", "owner", "member", "administrator"] as const;
const changes = ["tags", "groupTags", "trash", "restore", "delete", "archive", "unarchive", "stop", "abort", "copy", "move"] as const;

const known = <T extends string>(all: readonly T[], word: string): T | undefined => all.find((one) => one === word);

/** A notice as a sentence. */
export function useNoticeText(): (notice: Notice) => string {
  const { t } = useTranslation("shell");
  return useCallback(
    ({ kind, place, actor, word, runShortId, runName, count, refused }: Notice): string => {
      const run = [runShortId, runName].filter((part) => part !== "").join(" · ");
      switch (kind) {
        case "projectRole":
        case "workspaceRole": {
          const role = known(roles, word);
          return role === "none" || role === undefined ? t("notices.roleTaken", { actor, place }) : t("notices.roleGiven", { actor, place, role: t(`notices.role.${role}`) });
        }
        case "bulkChange": {
          const change = known(changes, word);
          const done = t("notices.bulkDone", { place, change: change === undefined ? word : t(`notices.change.${change}`), count });
          return refused > 0 ? `${done} ${t("notices.refused", { count: refused })}` : done;
        }
        case "export":
          return t("notices.exported", { place, format: word === "seriesZip" ? "ZIP" : word.toUpperCase() });
        case "runFailed":
          return t("notices.runFailed", { run, place });
        case "runSilent":
          return t("notices.runSilent", { run, place });
      }
    },
    [t],
  );
}
