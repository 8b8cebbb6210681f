import { getRouteApi } from "@tanstack/react-router";
import { usePageTitle } from "@/lib/use-page-title";

const route = getRouteApi("/app/$workspace/$project/compare");

export function ComparePage() {
  const { runs = [] } = route.useSearch();
  usePageTitle(runs.join(", "));
  return <h1>{runs.join(", ")}</h1>;
}
