import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { attributesQuery } from "@/api/queries";
import type { Attribute } from "@/api/types";
import { lineLimit } from "@/charts/api/buckets";
import { ChartsBoard } from "@/charts/components/charts-board";
import { useStars } from "@/charts/components/use-stars";
import type { Grouping } from "@/charts/lib/groups";
import { ChartsTogether } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { describeError } from "@/lib/errors";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import classes from "./compare-page.module.css";
import { GroupControl } from "./components/group-control";
import { RunChips } from "./components/run-chips";
import { RunPicker } from "./components/run-picker";
import { type CompareAddress, type CompareView, compareViews } from "./lib/address";
import type { ComparedRun } from "./lib/compared-run";
import { axisChoices, valuesOf } from "./lib/axes";
import { useComparedRuns } from "./lib/use-compared-runs";

const SideBySide = lazy(() => import("./components/side-by-side").then(({ SideBySide }) => ({ default: SideBySide })));
const TextDiff = lazy(() => import("./components/text-diff").then(({ TextDiff }) => ({ default: TextDiff })));
const ImageCompare = lazy(() => import("./components/image-compare").then(({ ImageCompare }) => ({ default: ImageCompare })));
const Parallel = lazy(() => import("./components/parallel").then(({ Parallel }) => ({ default: Parallel })));
const Scatter = lazy(() => import("./components/scatter").then(({ Scatter }) => ({ default: Scatter })));
const views = { table: SideBySide, text: TextDiff, images: ImageCompare, parallel: Parallel, scatter: Scatter } as const;

const route = getRouteApi("/app/$workspace/$project/compare");
const noIds: readonly string[] = [];

// An attribute with a value of its own for every run puts nothing together.
const useful = (distinct: number, runs: number) => distinct >= 1 && (distinct < runs || runs <= 2);

/** What runs can be grouped by, and the groups that the address asks for. */
function useGrouping(runs: readonly ComparedRun[], lists: readonly (readonly Attribute[] | undefined)[], { by, spread, members }: CompareAddress) {
  const { t } = useTranslation("compare");
  // Metrics change with every point; parameters hardly ever do. Their text stands for them.
  const key = JSON.stringify(lists.map((list) => list?.filter(({ type }) => type === "string" || type === "int" || type === "float" || type === "bool") ?? []));
  return useMemo(() => {
    const byRun = (JSON.parse(key) as Attribute[][]).map((list) => new Map(list.map((attribute) => [attribute.path, attribute])));
    const choices = axisChoices(byRun, "last").filter(({ distinct }) => useful(distinct, runs.length));
    if (by === undefined) return { choices, grouping: undefined };
    const { values } = by === "*" ? { values: runs.map(() => t("group.all")) } : valuesOf(by, byRun, "last");
    const name = by.slice(by.lastIndexOf("/") + 1);
    const groupOf = new Map(runs.map(({ id }, i) => [id, by === "*" ? t("group.all") : `${name} = ${values[i] ?? "–"}`]));
    const grouping: Grouping = { groupOf, spread: spread ?? "deviation", showMembers: members === "on" };
    return { choices, grouping };
  }, [key, runs, by, spread, members, t]);
}

/** Two or more runs: their charts over each other, their values side by side, their texts, images and figures against each other. */
export function ComparePage() {
  const { t } = useTranslation("compare");
  const { project } = route.useRouteContext();
  const params = route.useParams();
  const address = route.useSearch();
  const { runs: texts = noIds, hide = noIds, view = "charts" } = address;
  const navigate = route.useNavigate();
  const { runs, projects, isLoading: isFinding, failed } = useComparedRuns(project, texts);
  const attributes = useQueries({ queries: runs.map(({ id }) => attributesQuery(id)) });
  useLive({ projects, runs: runs.map(({ id }) => id) });
  usePageTitle(t("title"), project.name);

  const change = useCallback(
    (part: CompareAddress, replace = false) => void navigate({ search: (earlier) => ({ ...earlier, ...part }), replace }),
    [navigate],
  );
  const hideKey = hide.join(",");
  const shown = useMemo(() => {
    const hidden = new Set(hideKey.split(","));
    return runs.filter(({ text }) => !hidden.has(text));
  }, [runs, hideKey]);
  const pathsKey = JSON.stringify([
    ...new Set(
      attributes.flatMap(({ data }, i) =>
        hide.includes(runs[i]?.text ?? "") ? [] : (data ?? []).filter(({ type }) => type === "floatSeries").map(({ path }) => path),
      ),
    ),
  ]);
  const paths = useMemo(() => JSON.parse(pathsKey) as string[], [pathsKey]);
  const stars = useStars(project.id);
  const grouping = useGrouping(runs, attributes.map(({ data }) => data), address);
  const lists = attributes.map(({ data }) => data ?? []);
  const add = (text: string) => change({ runs: [...texts, text] });

  const broken = attributes.find(({ error, data }) => error && !data);
  const isLoading = isFinding || attributes.some(({ isPending }) => isPending);
  const View = view === "charts" ? undefined : views[view];
  return (
    <ChartsTogether>
      <div className={classes.page}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t("heading", { count: texts.length })}</h1>
          <RunPicker project={project} chosen={texts} onAdd={add} />
          <span className={classes.space} />
          <nav className={classes.views} aria-label={t("view.label")}>
            {compareViews.map((one) => (
              <Link
                key={one}
                to="/$workspace/$project/compare"
                params={params}
                search={{ ...address, view: one === "charts" ? undefined : one }}
                className={classes.tab}
                activeOptions={{ includeSearch: true, explicitUndefined: true }}
              >
                {t(`view.${one satisfies CompareView}`)}
              </Link>
            ))}
          </nav>
        </header>
        {texts.length === 0 ? (
          <PanelEmpty title={t("none.title")}>
            <Link to="/$workspace/$project/runs" params={{ workspace: project.workspace, project: project.name }} className={classes.link}>
              {t("none.action")}
            </Link>
          </PanelEmpty>
        ) : (
          <>
            <RunChips
              project={project}
              runs={runs}
              hidden={hide}
              onHidden={(next) => change({ hide: next.length > 0 ? next : undefined }, true)}
              onRemove={(text) => change({ runs: texts.filter((one) => one !== text), hide: hide.filter((one) => one !== text) })}
            />
            {failed.map(({ text, error }) => (
              <p key={text} className={classes.problem} role="alert">
                {text}: {describeError(error)}
              </p>
            ))}
            {shown.length > lineLimit && (
              <p className={classes.problem} role="status">
                {t("tooMany", { count: shown.length, limit: lineLimit })}
              </p>
            )}
            {isLoading && runs.length === 0 && failed.length === 0 ? (
              <PanelLoading />
            ) : broken ? (
              <PanelError error={broken.error} onRetry={() => void broken.refetch()} />
            ) : isLoading && paths.length === 0 ? (
              <PanelLoading />
            ) : View ? (
              <Suspense fallback={<PanelLoading />}>
                <View
                  runs={view === "table" ? runs : shown}
                  attributes={view === "table" ? lists : lists.filter((_, i) => shown.some(({ text }) => text === runs[i]?.text))}
                  address={address}
                  onAddress={change}
                />
              </Suspense>
            ) : shown.length === 0 ? (
              <PanelEmpty title={t("allHidden")} />
            ) : (
              <ChartsBoard
                runs={shown}
                paths={paths}
                address={address}
                onAddress={change}
                grouping={grouping.grouping}
                stars={stars}
                saving={shown.length > 1 && <GroupControl choices={grouping.choices} address={address} onAddress={change} />}
              />
            )}
          </>
        )}
      </div>
    </ChartsTogether>
  );
}
