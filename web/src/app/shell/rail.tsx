import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { FolderKanban, TableProperties } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { BrandMark } from "@/components/brand-mark";
import { ProjectSwitcher } from "./project-switcher";
import classes from "./rail.module.css";
import { usePlace } from "./use-place";

/** The left rail: where am I, and what else is in this project. */
export function Rail({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("shell");
  const { workspace, project } = usePlace();

  useEffect(() => {
    if (!isOpen) return;
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, [isOpen, onClose]);

  return (
    <>
      <button
        type="button"
        className={clsx(classes.scrim, isOpen && classes.open)}
        aria-label={t("rail.close")}
        tabIndex={isOpen ? 0 : -1}
        onClick={onClose}
      />
      <nav className={clsx(classes.rail, isOpen && classes.open)} aria-label={t("rail.label")}>
        <Link to="/" className={classes.brand} onClick={onClose}>
          <BrandMark />
          <span translate="no">{t("product")}</span>
        </Link>
        <ProjectSwitcher onChosen={onClose} />
        <ul className={classes.sections}>
          {workspace !== undefined && project !== undefined ? (
            <li>
              <Link
                to="/$workspace/$project/runs"
                params={{ workspace, project }}
                className={classes.section}
                activeOptions={{ includeSearch: false }}
                onClick={onClose}
              >
                <TableProperties size={16} aria-hidden="true" />
                {t("section.runs")}
              </Link>
            </li>
          ) : (
            <li>
              <Link to="/" className={classes.section} activeOptions={{ exact: true }} onClick={onClose}>
                <FolderKanban size={16} aria-hidden="true" />
                {t("section.projects")}
              </Link>
            </li>
          )}
        </ul>
      </nav>
    </>
  );
}
