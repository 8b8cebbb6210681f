import { Switch } from "@mantine/core";
import { clsx } from "clsx";
import { Fragment, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attribute } from "@/api/types";
import { LineSwatch } from "@/charts/components/line-swatch";
import type { ChartRun } from "@/charts/lib/chart-run";
import { AttributeValue } from "@/components/attribute-value";
import { PanelEmpty } from "@/components/panel-message";
import { SearchField } from "@/components/search-field";
import { formatCount } from "@/lib/format";
import type { CompareAddress } from "../lib/address";
import { compareRuns, filterSections } from "../lib/rows";
import classes from "./compare-table.module.css";

interface Props {
  runs: readonly ChartRun[];
  /** One list for each run, in their order. */
  attributes: readonly (readonly Attribute[])[];
  address: CompareAddress;
  onAddress: (part: CompareAddress, replace?: boolean) => void;
}

// A browser lays out this many cells without a pause; more rows come on request.
const mostCells = 6_000;

/** Attributes as rows, runs as columns; by default only what differs. */
export function CompareTable({ runs, attributes, address, onAddress }: Props) {
  const { t } = useTranslation("compare");
  const [limits, setLimits] = useState<Record<string, number>>({});
  const compared = useMemo(() => compareRuns(attributes), [attributes]);
  const isAll = address.rows === "all";
  const sections = useMemo(() => filterSections(compared, isAll, address.find), [compared, isAll, address.find]);
  const atFirst = Math.max(50, Math.floor(mostCells / (runs.length + 1)));
  return (
    <div className={classes.view}>
      <div className={classes.bar}>
        <SearchField className={classes.search} text={address.find} label={t("find")} onText={(find) => onAddress({ find }, true)} />
        <Switch
          label={t("differencesOnly")}
          checked={!isAll}
          onChange={(event) => onAddress({ rows: event.currentTarget.checked ? undefined : "all" })}
        />
      </div>
      {sections.length === 0 ? (
        <PanelEmpty title={t(address.find === undefined ? "noDifferences" : "noRows", { text: address.find })} />
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("view.table")}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col" className={classes.corner}>
                  {t("attribute")}
                </th>
                {runs.map(({ id, name, shortId, style }) => (
                  <th key={id} scope="col" title={`${name} ${shortId}`}>
                    <span className={classes.run}>
                      <LineSwatch style={style} />
                      <bdi>{name}</bdi>
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sections.map(({ name, rows }) => {
                const limit = limits[name] ?? atFirst;
                return (
                  <Fragment key={name}>
                    <tr className={classes.section}>
                      <th scope="colgroup" colSpan={runs.length + 1}>
                        <span>
                          {t(`section.${name}`)} <em>{formatCount(rows.length)}</em>
                        </span>
                      </th>
                    </tr>
                    {rows.slice(0, limit).map(({ path, cells, differs }) => (
                      <tr key={path} className={clsx(isAll && differs && classes.differs)}>
                        <th scope="row" title={path}>
                          <bdi>{path}</bdi>
                        </th>
                        {runs.map(({ id }, i) => (
                          <td key={id}>
                            {cells[i] ? <AttributeValue attribute={cells[i]} /> : <span className={classes.missing}>–</span>}
                          </td>
                        ))}
                      </tr>
                    ))}
                    {rows.length > limit && (
                      <tr>
                        <td colSpan={runs.length + 1}>
                          <button
                            type="button"
                            className={classes.more}
                            onClick={() => setLimits((earlier) => ({ ...earlier, [name]: limit + atFirst }))}
                          >
                            {t("more", { count: rows.length - limit })}
                          </button>
                        </td>
                      </tr>
                    )}
                  </Fragment>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
