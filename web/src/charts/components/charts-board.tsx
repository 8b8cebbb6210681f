import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PanelEmpty } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import type { ChartsAddress, ChartSize } from "../lib/address";
import type { ChartRun } from "../lib/chart-run";
import { pathFilter, toSections } from "../lib/sections";
import { readSettings } from "../lib/settings";
import { ChartDialog } from "./chart-dialog";
import { ChartPanel } from "./chart-panel";
import classes from "./charts-board.module.css";
import { ChartsToolbar } from "./charts-toolbar";
import { NearViewport } from "./near-viewport";

interface Props {
  /** In drawing order: later ones over earlier ones. */
  runs: readonly ChartRun[];
  /** All float series that any of the runs has. */
  paths: readonly string[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

const heights: Record<ChartSize, number> = { small: 180, medium: 232, large: 360 };

/** A page of charts: one for each metric, in sections by namespace. Stands inside {@link ChartsTogether}. */
export function ChartsBoard({ runs, paths, address, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const { q, x, y, smooth, band, outliers, size, fold } = address;
  const settings = useMemo(
    () => readSettings({ x, y, smooth, band, outliers, size }),
    [x, y, smooth, band, outliers, size],
  );
  const filter = useMemo(() => pathFilter(q), [q]);
  const sections = useMemo(() => toSections(paths.filter(filter.accepts)), [paths, filter]);
  const matching = sections.reduce((sum, section) => sum + section.paths.length, 0);
  const height = heights[settings.size];
  const toggle = (name: string) => {
    const next = fold?.includes(name) ? fold.filter((one) => one !== name) : [...(fold ?? []), name];
    onAddress({ fold: next.length > 0 ? next : undefined }, true);
  };
  if (paths.length === 0) return <PanelEmpty title={t("empty.title")}>{t("empty.hint")}</PanelEmpty>;
  return (
    <div className={classes.board}>
      <ChartsToolbar
        address={address}
        settings={settings}
        isFilterBroken={filter.isBroken}
        total={paths.length}
        matching={matching}
        onAddress={onAddress}
      />
      {matching === 0 && <PanelEmpty title={t("noMatch", { text: q })} />}
      {sections.map(({ name, paths }) => {
        const isFolded = fold?.includes(nameKey(name)) ?? false;
        return (
          <section key={name} aria-label={name || t("noNamespace")}>
            <h2 className={classes.heading}>
              <button type="button" aria-expanded={!isFolded} className={classes.fold} onClick={() => toggle(nameKey(name))}>
                <ChevronRight size={14} className={clsx(classes.arrow, !isFolded && classes.unfolded)} aria-hidden="true" />
                <bdi className={classes.namespace}>{name || t("noNamespace")}</bdi>
                <span className={classes.count}>{formatCount(paths.length)}</span>
              </button>
            </h2>
            {!isFolded && (
              <div className={classes.grid} data-size={settings.size}>
                {paths.map((path) => (
                  <NearViewport key={path} className={classes.cell} minHeight={height}>
                    <ChartPanel path={path} name={name === "" ? path : path.slice(name.length + 1)} runs={runs} settings={settings} address={address} onAddress={onAddress} />
                  </NearViewport>
                ))}
              </div>
            )}
          </section>
        );
      })}
      {address.chart !== undefined && (
        <ChartDialog
          path={address.chart}
          paths={sections.flatMap((section) => section.paths)}
          runs={runs}
          settings={settings}
          address={address}
          onAddress={onAddress}
        />
      )}
    </div>
  );
}

// The section of paths without a namespace needs a name that stands in an address.
const nameKey = (name: string) => name || "/";
