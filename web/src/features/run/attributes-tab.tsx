import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { SearchField } from "@/components/search-field";
import { usePaper } from "@/lib/use-paper";
import classes from "./attributes-tab.module.css";
import { AttributeDetail } from "./components/attribute-detail";
import { PaperAttributes } from "./components/paper-attributes";
import { AttributeTree } from "./components/attribute-tree";
import type { AttributesAddress } from "./lib/address";
import { searchAttributes, treeRows } from "./lib/tree";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/attributes");
// A larger tree begins with its first level.
const smallTree = 200;

/** The whole tree of what was logged, and beside it the chosen attribute. */
export function AttributesTab() {
  const { t } = useTranslation("run");
  const { run } = route.useRouteContext();
  const { q, path, toggled } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const { data, error, refetch } = useQuery(attributesQuery(run.id));
  const found = useMemo(() => (data ? searchAttributes(data, q) : undefined), [data, q]);
  const rows = useMemo(() => {
    if (!found) return [];
    const marked = new Set(toggled);
    const isOpenAtFirst = q !== undefined || found.length <= smallTree;
    return treeRows(found, (namespace) => marked.has(namespace) !== isOpenAtFirst);
  }, [found, q, toggled]);
  const isPaper = usePaper();
  const change = (part: AttributesAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace });
  const toggle = (namespace: string) => {
    const next = toggled?.includes(namespace) ? toggled.filter((one) => one !== namespace) : [...(toggled ?? []), namespace];
    change({ toggled: next.length > 0 ? next : undefined }, true);
  };
  const addressOf = (path: string) => router.buildLocation({ to: ".", search: { path } }).href;
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!data || !found) return <PanelLoading />;
  const chosen = path === undefined ? undefined : data.find((attribute) => attribute.path === path);
  if (isPaper) return <PaperAttributes attributes={found} />;
  return (
    <div className={classes.tab} data-chosen={path !== undefined || undefined}>
      <div className={classes.side}>
        <div className={classes.bar}>
          <SearchField
            className={classes.search}
            text={q}
            label={t("attributes.search")}
            onText={(q) => change({ q, toggled: undefined }, true)}
          />
          <span className={classes.count} role="status">
            {q === undefined
              ? t("attributes.count", { count: data.length })
              : t("attributes.countOf", { count: data.length, matching: found.length })}
          </span>
        </div>
        {found.length === 0 ? (
          <PanelEmpty title={t("attributes.noMatch", { text: q })} />
        ) : (
          <AttributeTree rows={rows} chosen={path} onToggle={toggle} onChoose={(path) => change({ path })} addressOf={addressOf} />
        )}
      </div>
      <div className={classes.detail}>
        {chosen ? (
          <AttributeDetail run={run} attribute={chosen} onClose={() => change({ path: undefined })} />
        ) : (
          <PanelEmpty title={t(path === undefined ? "attributes.choose" : "attributes.gone", { path })} />
        )}
      </div>
    </div>
  );
}
