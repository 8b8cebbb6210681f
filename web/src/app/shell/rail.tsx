import { Tooltip } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Archive, ChartLine, FolderKanban, GitCompareArrows, KeyRound, type LucideIcon, PanelLeftClose, PanelLeftOpen, TableProperties, Trash2 } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { BrandMark } from "@/components/brand-mark";
import { useIsGuest } from "@/api/use-is-guest";
import { usePreference } from "@/lib/preferences";
import { ProjectSwitcher } from "./project-switcher";
import classes from "./rail.module.css";
import { usePlace } from "./use-place";

/** The left rail: where am I, and what else is in this project. Folds to its icons. */
export function Rail({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("shell");
  const { workspace, project, run } = usePlace();
  const { pathname, search } = useLocation();
  const [fold, setFold] = usePreference("rail");
  const isGuest = useIsGuest();
  const isFolded = fold === "folded" && !isOpen;

  useEffect(() => {
    if (!isOpen) return;
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, [isOpen, onClose]);

  const place = workspace !== undefined && project !== undefined ? { workspace, project } : undefined;
  const isTable = pathname.endsWith("/runs");
  const { in: shelf, tab } = search as { in?: string; tab?: string };
  const section = (Icon: LucideIcon, label: string, isHere: boolean, link: (content: ReactNode, look: string) => ReactNode) => (
    <Tooltip label={label} position="right" disabled={!isFolded}>
      <li>
        {link(
          <>
            <Icon size={16} aria-hidden="true" />
            <span className={classes.word}>{label}</span>
          </>,
          clsx(classes.section, isHere && classes.here),
        )}
      </li>
    </Tooltip>
  );
  const runs = (label: string, Icon: LucideIcon, isHere: boolean, to: { tab?: "charts"; in?: "archived" | "trash" }) =>
    place &&
    section(Icon, label, isHere, (content, look) => (
      <Link to="/$workspace/$project/runs" params={place} search={to} className={look} aria-current={isHere ? "page" : undefined} activeProps={{ "aria-current": undefined }} onClick={onClose}>
        {content}
      </Link>
    ));
  return (
    <>
      <button
        type="button"
        className={clsx(classes.scrim, isOpen && classes.open)}
        aria-label={t("rail.close")}
        tabIndex={isOpen ? 0 : -1}
        onClick={onClose}
      />
      <nav className={clsx(classes.rail, isOpen && classes.open, isFolded && classes.folded)} aria-label={t("rail.label")}>
        <Link to={isGuest ? "/sign-in" : "/"} search={isGuest ? { ticket: undefined, to: undefined } : undefined} className={classes.brand} onClick={onClose}>
          <BrandMark />
          <span className={classes.word} translate="no">
            {t("product")}
          </span>
        </Link>
        {!isGuest && <ProjectSwitcher isFolded={isFolded} onChosen={onClose} />}
        {place ? (
          <>
            <ul className={classes.sections}>
              {runs(t("section.runs"), TableProperties, (isTable && tab === undefined && shelf === undefined) || run !== undefined, {})}
              {runs(t("section.charts"), ChartLine, isTable && tab === "charts", { tab: "charts" })}
              {section(GitCompareArrows, t("section.compare"), pathname.endsWith("/compare"), (content, look) => (
                <Link to="/$workspace/$project/compare" params={place} className={look} activeOptions={{ includeSearch: false }} onClick={onClose}>
                  {content}
                </Link>
              ))}
            </ul>
            <ul className={clsx(classes.sections, classes.shelves)}>
              {runs(t("section.archive"), Archive, isTable && shelf === "archived", { in: "archived" })}
              {runs(t("section.trash"), Trash2, isTable && shelf === "trash", { in: "trash" })}
            </ul>
          </>
        ) : (
          <ul className={classes.sections}>
            {section(FolderKanban, t("section.projects"), pathname === "/", (content, look) => (
              <Link to="/" className={look} activeOptions={{ exact: true }} onClick={onClose}>
                {content}
              </Link>
            ))}
            {section(KeyRound, t("section.apiTokens"), pathname === "/api-tokens", (content, look) => (
              <Link to="/api-tokens" className={look} onClick={onClose}>
                {content}
              </Link>
            ))}
          </ul>
        )}
        <button type="button" className={classes.fold} aria-expanded={!isFolded} aria-label={t(isFolded ? "rail.unfold" : "rail.fold")} title={t(isFolded ? "rail.unfold" : "rail.fold")} onClick={() => setFold(isFolded ? undefined : "folded")}>
          {isFolded ? <PanelLeftOpen size={16} aria-hidden="true" /> : <PanelLeftClose size={16} aria-hidden="true" />}
          <span className={classes.word}>{t("rail.fold")}</span>
        </button>
      </nav>
    </>
  );
}
