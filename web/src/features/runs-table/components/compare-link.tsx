import { Button, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import classes from "./selection-bar.module.css";

// An address with more than these would be too long for some browsers and proxies.
const most = 500;

/** Leads to the charts of runs, laid over each other. */
export function CompareLink({ project, runs, isBar = false }: { project: Project; runs: readonly string[]; isBar?: boolean }) {
  const { t } = useTranslation("runs");
  const place = { workspace: project.workspace, project: project.name };
  if (isBar && runs.length < 2) return <span className={classes.hint}>{t("selection.oneMore")}</span>;
  if (runs.length === 0) return null;
  const label = isBar ? t("selection.compare") : t("compare.shown", { count: runs.length });
  if (runs.length < 2) {
    return (
      <Tooltip label={t("compare.tooFew")}>
        <Button variant="default" leftSection={<GitCompareArrows size={14} />} data-disabled aria-disabled="true" onClick={(event) => event.preventDefault()}>
          {label}
        </Button>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={t("compare.hint", { count: runs.length })} disabled={isBar}>
      <Button
        size={isBar ? "compact-sm" : "xs"}
        variant={isBar ? "filled" : "default"}
        leftSection={<GitCompareArrows size={14} />}
        renderRoot={(props) => <Link {...props} to="/$workspace/$project/compare" params={place} search={{ runs: runs.slice(0, most) }} />}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
