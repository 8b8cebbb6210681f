import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { attributesQuery } from "@/api/queries";
import type { Attribute } from "@/api/types";
import { ChartsBoard } from "@/charts/components/charts-board";
import type { ChartsAddress } from "@/charts/lib/address";
import { styleOfRun } from "@/charts/lib/line-style";
import { ChartsTogether } from "@/charts/view/shared";
import { PanelError, PanelLoading } from "@/components/panel-message";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/charts");

/** All float series of the run. */
export function ChartsTab() {
  const { run, project } = route.useRouteContext();
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const attributes = useQuery(attributesQuery(run.id));
  const onAddress = useCallback(
    (part: ChartsAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  const { id, shortId, name } = run;
  const fork = run.fork?.step;
  const runs = useMemo(() => [{ id, shortId, name: name ?? shortId, style: styleOfRun(shortId), fork }], [id, shortId, name, fork]);
  // Metrics change with every point; their names hardly ever do.
  const pathsOf = (kind: Attribute["type"]) => attributes.data && JSON.stringify(attributes.data.filter(({ type }) => type === kind).map(({ path }) => path));
  const [pathsKey, histogramsKey] = [pathsOf("floatSeries"), pathsOf("histogramSeries")];
  const paths = useMemo(() => (pathsKey === undefined ? undefined : (JSON.parse(pathsKey) as string[])), [pathsKey]);
  const histograms = useMemo(() => (histogramsKey === undefined ? [] : (JSON.parse(histogramsKey) as string[])), [histogramsKey]);
  if (attributes.isError && !paths) return <PanelError error={attributes.error} onRetry={() => void attributes.refetch()} />;
  if (!paths) return <PanelLoading />;
  return (
    <ChartsTogether>
      <ChartsBoard project={project} runs={runs} paths={paths} histograms={histograms} address={address} onAddress={onAddress} />
    </ChartsTogether>
  );
}
