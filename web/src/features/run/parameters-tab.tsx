import { Menu, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import { AttributeValue } from "@/components/attribute-value";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { SearchField } from "@/components/search-field";
import { isParameter } from "@/lib/attribute-text";
import { copyText } from "@/lib/clipboard";
import { asJson, asPython } from "./lib/parameter-text";
import { searchAttributes } from "./lib/tree";
import classes from "./parameters-tab.module.css";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/parameters");

/** What was set for this run, in one list. */
export function ParametersTab() {
  const { t } = useTranslation(["run", "common"]);
  const { run } = route.useRouteContext();
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [copied, setCopied] = useState(false);
  const { data, error, refetch } = useQuery(attributesQuery(run.id));
  const parameters = useMemo(() => data?.filter(isParameter), [data]);
  const shown = useMemo(() => (parameters ? searchAttributes(parameters, q) : []), [parameters, q]);
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!parameters) return <PanelLoading />;
  if (parameters.length === 0) return <PanelEmpty title={t("run:parameters.empty")}>{t("run:parameters.emptyHint")}</PanelEmpty>;
  const copy = async (text: string) => setCopied(await copyText(text));
  return (
    <div className={classes.tab}>
      <div className={classes.bar}>
        <SearchField
          className={classes.search}
          text={q}
          label={t("run:parameters.search")}
          onText={(q) => void navigate({ search: { q }, replace: true })}
        />
        <span className={classes.count}>{t("run:parameters.count", { count: parameters.length })}</span>
        <span className={classes.space} />
        <Menu position="bottom-end" onClose={() => setCopied(false)}>
          <Menu.Target>
            <Button variant="default" rightSection={<ChevronDown size={14} />}>
              {copied ? t("common:copy.done") : t("run:parameters.copy")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void copy(asJson(shown))}>{t("run:parameters.asJson")}</Menu.Item>
            <Menu.Item onClick={() => void copy(asPython(shown))}>{t("run:parameters.asPython")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {shown.length === 0 ? (
        <PanelEmpty title={t("run:attributes.noMatch", { text: q })} />
      ) : (
        <table className={classes.table}>
          <tbody>
            {shown.map((attribute) => (
              <tr key={attribute.path}>
                <th scope="row">
                  <bdi>{attribute.path}</bdi>
                </th>
                <td>
                  <AttributeValue attribute={attribute} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
