import { ActionIcon, Button, Checkbox, SegmentedControl, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Copy, Globe, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery, projectQuery } from "@/api/queries";
import { base64Of } from "@/charts/export/card";
import { copyText } from "@/lib/clipboard";
import { describeError } from "@/lib/errors";
import { formatCount, formatDateTime } from "@/lib/format";
import { readList, readText } from "@/lib/search-params";
import { showToast } from "@/lib/toasts";
import { mostSnapshotRuns, runIdsOf } from "@/selection/snapshot";
import { filterOfRule, type TableRule } from "@/selection/table-rule";
import classes from "./share-button.module.css";
import { SharePicture } from "./share-picture";
import { useCardPicture } from "./use-card-picture";

const day = 86_400;
const lifetimes = [day, 7 * day, 30 * day, 365 * day] as const;
const mostTitle = 300;

type Audience = "members" | "anyone";

/** More runs than a snapshot holds. */
class TooManyRuns extends Error {
  readonly total: number;
  constructor(total: number) {
    super("Too many runs for a snapshot.");
    this.total = total;
  }
}

/** What the page in sight lists, as its address says it; undefined for pages that list no runs. */
function ruleOf(pathname: string, search: Record<string, unknown>): TableRule | undefined {
  const inPlace = readText(search.in);
  const place: TableRule["place"] = inPlace === "archived" || inPlace === "trash" ? inPlace : undefined;
  const rule = { where: readText(search.where), place, sort: readList(search.sort) };
  if (pathname.endsWith("/runs")) return { ...rule, text: readText(search.q) };
  if (pathname.endsWith("/compare") && search.runs === undefined) return { ...rule, text: readText(search.tq) };
  return undefined;
}

/** Makes a short link to exactly what is on screen, for members or for anyone, and lists those there are to end them. */
export function ShareDialog({ workspace, name }: { workspace: string; name: string }) {
  const { t } = useTranslation("shell");
  const queries = useQueryClient();
  const { href: address, pathname, search } = useRouterState({ select: ({ location }) => location });
  const project = useQuery(projectQuery(workspace, name));
  const me = useQuery(meQuery);
  const projectId = project.data?.id ?? "";
  const [audience, setAudience] = useState<Audience>("members");
  const [lifetime, setLifetime] = useState<string>("");
  const [isSnapshot, setSnapshot] = useState(false);
  const key = ["project", projectId, "links"];
  const links = useQuery({
    queryKey: key,
    enabled: project.isSuccess,
    queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/projects/{projectId}/links", { params: { path: { projectId } }, signal })),
  });
  const isOpen = audience === "anyone";
  const picture = useCardPicture(isOpen);
  const isSnapped = readText((search as Record<string, unknown>).snap) !== undefined;
  const rule = isSnapped ? undefined : ruleOf(pathname, search as Record<string, unknown>);
  const chooseAudience = (next: Audience) => {
    setAudience(next);
    // Whoever opens a project to anyone should have to want it for ever.
    if (next === "anyone" && lifetime === "") setLifetime(String(30 * day));
  };
  const make = useMutation({
    mutationFn: async () => {
      let snapshotRuns: string[] | null = null;
      if (isSnapshot && rule) {
        const { ids, total } = await runIdsOf(projectId, filterOfRule(rule), mostSnapshotRuns);
        if (total > mostSnapshotRuns) throw new TooManyRuns(total);
        snapshotRuns = ids;
      }
      return unwrap(
        await api.POST("/api/v1/projects/{projectId}/links", {
          params: { path: { projectId } },
          body: {
            address,
            lifetimeSeconds: lifetime === "" ? null : Number(lifetime),
            audience,
            snapshotRuns,
            ...(isOpen && { title: [...document.title].slice(0, mostTitle).join(""), picture: picture ? await base64Of(picture) : null }),
          },
        }),
      );
    },
    onSuccess: async ({ path }) => {
      const link = window.location.origin + (path ?? "");
      const isCopied = await copyText(link);
      showToast(t(isCopied ? "share.copied" : "share.made", { link }));
      await queries.invalidateQueries({ queryKey: key });
    },
    onError: (error) => showToast(error instanceof TooManyRuns ? t("share.tooMany", { count: error.total, most: formatCount(mostSnapshotRuns) }) : describeError(error), { tone: "bad" }),
  });
  const revoke = useMutation({
    mutationFn: async (code: string) => unwrap(await api.DELETE("/api/v1/links/{code}", { params: { path: { code } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => showToast(describeError(error), { tone: "bad" }),
  });
  const copyLong = async () => showToast(t((await copyText(window.location.origin + address)) ? "share.copiedLong" : "share.failed"));
  return (
    <>
      <h2 className={classes.title}>{t("share.title")}</h2>
      {links.data?.mayOpen === true && (
        <SegmentedControl
          className={classes.audience}
          fullWidth
          size="xs"
          aria-label={t("share.audience")}
          value={audience}
          onChange={(next) => chooseAudience(next as Audience)}
          data={[
            { value: "members", label: t("share.members") },
            { value: "anyone", label: t("share.anyone") },
          ]}
        />
      )}
      {isOpen ? (
        <div className={classes.warning} role="note">
          <p>{t("share.openHint", { project: `${workspace}/${name}` })}</p>
          <p>{t("share.openEnds")}</p>
          <SharePicture picture={picture} title={document.title} />
        </div>
      ) : (
        <p className={classes.hint}>{t("share.hint")}</p>
      )}
      {rule && (
        <Checkbox
          className={classes.snapshot}
          size="xs"
          checked={isSnapshot}
          onChange={(event) => setSnapshot(event.currentTarget.checked)}
          label={t("share.snapshot")}
          description={t("share.snapshotHint")}
        />
      )}
      <div className={classes.line}>
        <Select
          className={classes.lifetime}
          aria-label={t("share.lifetime")}
          allowDeselect={false}
          value={lifetime}
          onChange={(next) => setLifetime(next ?? "")}
          data={[{ value: "", label: t("share.forever") }, ...lifetimes.map((seconds) => ({ value: String(seconds), label: t("share.days", { count: seconds / day }) }))]}
        />
        <Button data-autofocus leftSection={<Copy size={14} />} loading={make.isPending} disabled={!project.isSuccess} onClick={() => make.mutate()}>
          {t("share.copy")}
        </Button>
      </div>
      <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void copyLong()}>
        {t("share.copyLong")}
      </Button>
      {(links.data?.links.length ?? 0) > 0 && (
        <>
          <h3 className={classes.subtitle}>{t("share.mine")}</h3>
          <ul className={classes.links} tabIndex={0} aria-label={t("share.mine")}>
            {links.data?.links.map(({ code, path, address: to, expires, audience: whom, isSnapshot: isFrozen, createdBy }) => (
              <li key={code}>
                {path === null ? (
                  <span className={classes.open} title={to}>
                    <Globe size={12} aria-hidden="true" /> {t("share.anyone")}
                  </span>
                ) : (
                  <a href={path} title={to}>
                    {path}
                  </a>
                )}
                <span className={classes.expires}>
                  {[
                    whom === "anyone" && createdBy !== me.data?.user.username ? createdBy : undefined,
                    isFrozen ? t("share.snapshotWord") : undefined,
                    expires === null ? t("share.forever") : t("share.until", { time: formatDateTime(expires) }),
                  ]
                    .filter((part) => part !== undefined)
                    .join(" · ")}
                </span>
                <ActionIcon size="sm" aria-label={t("share.revoke", { code })} title={t("share.revoke", { code })} onClick={() => revoke.mutate(code)}>
                  <X size={13} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
