import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { attributesQuery } from "@/api/queries";
import { ChartsBoard } from "@/charts/components/charts-board";
import { useStars } from "@/charts/components/use-stars";
import type { ChartsAddress } from "@/charts/lib/address";
import { styleOfRun } from "@/charts/lib/line-style";
import { ChartsTogether } from "@/charts/view/shared";
import { PanelError, PanelLoading } from "@/components/panel-message";

const route = getRouteApi("/app/$workspace/$project/runs/$runId/charts");

/** All float series of the run. */
export function ChartsTab() {
  const { run, project } = route.useRouteContext();
  const stars = useStars(project.id);
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const attributes = useQuery(attributesQuery(run.id));
  const onAddress = useCallback(
    (part: ChartsAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  const { id, shortId, name } = run;
  const runs = useMemo(() => [{ id, shortId, name: name ?? shortId, style: styleOfRun(shortId) }], [id, shortId, name]);
  const paths = useMemo(
    () => attributes.data?.filter(({ type }) => type === "floatSeries").map(({ path }) => path),
    [attributes.data],
  );
  if (attributes.isError && !paths) return <PanelError error={attributes.error} onRetry={() => void attributes.refetch()} />;
  if (!paths) return <PanelLoading />;
  return (
    <ChartsTogether>
      <ChartsBoard runs={runs} paths={paths} address={address} onAddress={onAddress} stars={stars} />
    </ChartsTogether>
  );
}
