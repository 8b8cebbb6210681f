import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./selection-bar.module.css";

interface Props {
  workspace: string;
  project: string;
  /** Short ids. */
  selected: readonly string[];
  onClear: () => void;
}

/** Floats over the table's foot while runs are selected: what can be done with them. */
export function SelectionBar({ workspace, project, selected, onClear }: Props) {
  const { t } = useTranslation("runs");
  if (selected.length === 0) return null;
  return (
    <div className={classes.bar} role="region" aria-label={t("selection.label")}>
      <span className={classes.count}>{t("selection.count", { count: selected.length })}</span>
      {selected.length > 1 ? (
        <Button
          renderRoot={(props) => (
            <Link {...props} to="/$workspace/$project/compare" params={{ workspace, project }} search={{ runs: [...selected] }} />
          )}
        >
          {t("selection.compare")}
        </Button>
      ) : (
        <span className={classes.hint}>{t("selection.oneMore")}</span>
      )}
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("selection.clear")}
      </Button>
    </div>
  );
}
