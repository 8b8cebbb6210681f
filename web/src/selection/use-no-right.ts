import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Why a person may not change anything on this page: it shows a snapshot, or she is a viewer of the project. */
export function useNoRight(): string {
  const { t } = useTranslation("runs");
  const isSnapshot = useLocation({ select: ({ search }) => (search as { snap?: string }).snap !== undefined });
  return t(isSnapshot ? "snapshotOnly" : "viewerOnly");
}
