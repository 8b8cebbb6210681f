import { ActionIcon, Button, Popover, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Copy, Share2, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { copyText } from "@/lib/clipboard";
import { describeError } from "@/lib/errors";
import { formatDateTime } from "@/lib/format";
import { showToast } from "@/lib/toasts";
import classes from "./share-button.module.css";
import { usePlace } from "./use-place";

const day = 86_400;
const lifetimes = [day, 7 * day, 30 * day, 365 * day] as const;

/** Copies a short link to exactly what is on screen, and lists the person's links to end them. */
export function ShareButton() {
  const { t } = useTranslation("shell");
  const { workspace, project } = usePlace();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = () => setOpen(true);
    document.addEventListener("nereid:share", open);
    return () => document.removeEventListener("nereid:share", open);
  }, []);
  if (workspace === undefined || project === undefined) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={340} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon aria-label={t("share.label")} title={t("share.label")} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Share2 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("share.label")}>
        <Share workspace={workspace} name={project} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Share({ workspace, name }: { workspace: string; name: string }) {
  const { t } = useTranslation("shell");
  const queries = useQueryClient();
  const address = useRouterState({ select: ({ location }) => location.href });
  const project = useQuery(projectQuery(workspace, name));
  const projectId = project.data?.id ?? "";
  const [lifetime, setLifetime] = useState<string>("");
  const key = ["project", projectId, "links"];
  const links = useQuery({
    queryKey: key,
    enabled: project.isSuccess,
    queryFn: async ({ signal }) => unwrap(await api.GET("/api/v1/projects/{projectId}/links", { params: { path: { projectId } }, signal })).links,
  });
  const full = (code: string) => `${window.location.origin}/s/${code}`;
  const make = useMutation({
    mutationFn: async () =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/links", {
          params: { path: { projectId } },
          body: { address, lifetimeSeconds: lifetime === "" ? null : Number(lifetime) },
        }),
      ),
    onSuccess: async ({ code }) => {
      const isCopied = await copyText(full(code));
      showToast(t(isCopied ? "share.copied" : "share.made", { link: full(code) }));
      await queries.invalidateQueries({ queryKey: key });
    },
    onError: (error) => showToast(describeError(error), { tone: "bad" }),
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
      <p className={classes.hint}>{t("share.hint")}</p>
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
      {(links.data?.length ?? 0) > 0 && (
        <>
          <h3 className={classes.subtitle}>{t("share.mine")}</h3>
          <ul className={classes.links}>
            {links.data?.map(({ code, address: to, expires }) => (
              <li key={code}>
                <a href={`/s/${code}`} title={to}>
                  /s/{code}
                </a>
                <span className={classes.expires}>{expires === null ? t("share.forever") : t("share.until", { time: formatDateTime(expires) })}</span>
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
