import { ActionIcon, Tooltip } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PanelLeftOpen } from "lucide-react";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import type { AttributeType, Project } from "@/api/types";
import { lineLimit } from "@/charts/api/buckets";
import { ChartsBoard } from "@/charts/components/charts-board";
import { ChartsTogether } from "@/charts/view/shared";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { describeError } from "@/lib/errors";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import classes from "./compare-page.module.css";
import { FactsControl, mostFacts } from "./components/facts-control";
import { GroupControl } from "./components/group-control";
import { RunList } from "./components/run-list";
import { RunPicker } from "./components/run-picker";
import { SaveView } from "./components/save-view";
import { type CompareAddress, type CompareView, compareViews } from "./lib/address";
import type { ComparedRun } from "./lib/compared-run";
import { usePaths } from "./lib/use-attributes";
import { useComparedRuns } from "./lib/use-compared-runs";
import { useFacts } from "./lib/use-facts";
import { useGrouping } from "./lib/use-grouping";

const SideBySide = lazy(() => import("./components/side-by-side").then(({ SideBySide }) => ({ default: SideBySide })));
const TextDiff = lazy(() => import("./components/text-diff").then(({ TextDiff }) => ({ default: TextDiff })));
const ImageCompare = lazy(() => import("./components/image-compare").then(({ ImageCompare }) => ({ default: ImageCompare })));
const Parallel = lazy(() => import("./components/parallel").then(({ Parallel }) => ({ default: Parallel })));
const Lineage = lazy(() => import("./components/lineage").then(({ Lineage }) => ({ default: Lineage })));
const Scatter = lazy(() => import("./components/scatter").then(({ Scatter }) => ({ default: Scatter })));
const TableCompare = lazy(() => import("./components/table-compare").then(({ TableCompare }) => ({ default: TableCompare })));
const ArtifactCompare = lazy(() => import("./components/artifact-compare").then(({ ArtifactCompare }) => ({ default: ArtifactCompare })));
const views = { table: SideBySide, text: TextDiff, tables: TableCompare, images: ImageCompare, artifacts: ArtifactCompare, parallel: Parallel, scatter: Scatter, lineage: Lineage } as const;

const route = getRouteApi("/app/$workspace/$project/compare");
const noIds: readonly string[] = [];

/** Runs of a project, chosen by name or as the table shows them: their charts over each other, their values side by side, their texts, images and figures against each other. */
export function ComparePage() {
  const { t } = useTranslation("compare");
  const { project } = route.useRouteContext();
  const params = route.useParams();
  const address = route.useSearch();
  const { hide = noIds, view = "charts", list } = address;
  const navigate = route.useNavigate();
  const { texts, isFollowing, runs, projects, isLoading, error, retry, failed } = useComparedRuns(project, address);
  useLive({ projects, runs: isFollowing || view === "lineage" || runs.length === 0 || runs.length > mostLive ? undefined : runs.map(({ id }) => id) });
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
  const facts = useFacts(shown, address.facts?.slice(0, mostFacts));
  const add = (text: string) => change({ runs: [...texts, text] });
  const View = view === "charts" ? undefined : views[view];
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs scroll sideways: the open one is in sight.
  useEffect(() => {
    const [strip, open] = [tabs.current, tabs.current?.querySelector<HTMLElement>("[aria-current=page]")];
    if (strip && open) strip.scrollLeft = open.offsetLeft - strip.offsetLeft - (strip.clientWidth - open.offsetWidth) / 2;
  }, [view]);
  return (
    <ChartsTogether baseRun={runs.find(({ text }) => text === address.ref)?.id} facts={facts}>
      <div className={classes.page}>
        <header className={classes.head}>
          {list === "off" && runs.length > 0 && (
            <Tooltip label={t("openList")}>
              <ActionIcon aria-label={t("openList")} onClick={() => change({ list: undefined }, true)}>
                <PanelLeftOpen size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          <h1 className={classes.title}>{texts.length === 0 ? t("title") : isFollowing ? t("following", { count: texts.length }) : t("heading", { count: texts.length })}</h1>
          <RunPicker project={project} chosen={texts} onAdd={add} />
          <span className={classes.space} />
          <nav ref={tabs} className={classes.views} aria-label={t("view.label")}>
            {compareViews.map((one) => (
              <Link
                key={one}
                to="/$workspace/$project/compare"
                params={params}
                search={{ ...address, view: one === "charts" ? undefined : one }}
                className={classes.tab}
                activeOptions={{ includeSearch: true, explicitUndefined: true }}
                // Said here: what the address leaves out is not what the link leaves out, so the router finds none of them open.
                aria-current={view === one ? "page" : undefined}
              >
                {t(`view.${one satisfies CompareView}`)}
              </Link>
            ))}
          </nav>
        </header>
        {failed.length > 0 && (
          <div className={classes.problem} role="alert">
            {failed.slice(0, mostProblems).map(({ text, error }) => (
              <p key={text}>{error ? `${text}: ${describeError(error)}` : t("noSuchRun", { run: text })}</p>
            ))}
            {failed.length > mostProblems && <p>{t("more", { count: failed.length - mostProblems })}</p>}
          </div>
        )}
        {shown.length > lineLimit && (
          <p className={classes.problem} role="status">
            {t("tooMany", { count: shown.length, limit: lineLimit })}
          </p>
        )}
        {error ? (
          <PanelError error={error} onRetry={retry} />
        ) : isLoading && runs.length === 0 ? (
          <PanelLoading />
        ) : runs.length === 0 ? (
          <PanelEmpty title={t("none.title")}>
            <Link to="/$workspace/$project/runs" params={{ workspace: project.workspace, project: project.name }} className={classes.link}>
              {t("none.action")}
            </Link>
          </PanelEmpty>
        ) : (
          <div className={classes.body}>
            {list !== "off" && (
              <RunList
                project={project}
                runs={runs}
                hidden={hide}
                onHidden={(next) => change({ hide: next.length > 0 ? next : undefined }, true)}
                onRemove={(text) => change({ runs: texts.filter((one) => one !== text), hide: hide.filter((one) => one !== text) })}
                onClose={() => change({ list: "off" }, true)}
              />
            )}
            <div className={classes.view}>
              {View ? (
                <Suspense fallback={<PanelLoading />}>
                  <View runs={view === "table" || view === "lineage" ? runs : shown} address={address} onAddress={change} />
                </Suspense>
              ) : shown.length === 0 ? (
                <PanelEmpty title={t("allHidden")} />
              ) : (
                <Charts project={project} runs={shown} bases={runs} isFollowing={isFollowing} address={address} onAddress={change} />
              )}
            </div>
          </div>
        )}
      </div>
    </ChartsTogether>
  );
}

// More names would not fit the address of the feed; beyond that the whole project is followed.
const mostLive = 100;
const mostProblems = 3;
const metrics: readonly AttributeType[] = ["floatSeries", "histogramSeries"];

interface ChartsProps {
  project: Project;
  runs: readonly ComparedRun[];
  /** Hidden ones too. */
  bases: readonly ComparedRun[];
  isFollowing: boolean;
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

/** All metrics of the runs, found with one search; each chart asks for its lines when it is looked at. */
function Charts({ project, runs, bases, isFollowing, address, onAddress }: ChartsProps) {
  const { t } = useTranslation("compare");
  const isGuest = useIsGuest();
  const known = usePaths(runs, metrics);
  const pathsOf = (type: AttributeType) => [...new Set(known.matches.filter((match) => match.type === type).map(({ path }) => path))];
  const paths = useMemo(() => pathsOf("floatSeries"), [known.matches]);
  const histograms = useMemo(() => pathsOf("histogramSeries"), [known.matches]);
  const grouping = useGrouping(runs, address);
  if (known.error) return <PanelError error={known.error} onRetry={known.retry} />;
  if (known.isLoading && known.matches.length === 0) return <PanelLoading />;
  return (
    <>
      {known.leftOut > 0 && (
        <p className={classes.problem} role="status">
          {t("metricsLeft", { count: known.leftOut })}
        </p>
      )}
      <ChartsBoard
        project={project}
        runs={runs}
        paths={paths}
        histograms={histograms}
        address={address}
        onAddress={onAddress}
        grouping={grouping.grouping}
        bases={bases}
        saving={
          <>
            <FactsControl runs={runs} address={address} onAddress={onAddress} />
            {runs.length > 1 && <GroupControl choices={grouping.choices} leftOut={grouping.leftOut} address={address} onAddress={onAddress} />}
            {!isGuest && <SaveView project={project} runs={runs} isFollowing={isFollowing} address={address} />}
          </>
        }
      />
    </>
  );
}
