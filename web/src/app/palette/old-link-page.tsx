import { useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { NotFound } from "../not-found";
import { openOldLink } from "./commands";
import { readOldLink } from "./old-links";

/** Leads from an address of an old Neptune to the same thing here. */
export function OldLinkPage() {
  const router = useRouter();
  const href = useRouterState({ select: ({ location }) => location.href });
  const [error, setError] = useState<unknown>();
  const isOld = readOldLink(href) !== undefined;
  useEffect(() => {
    if (isOld) openOldLink(href, router).catch((failure: unknown) => setError(failure));
  }, [href, isOld, router]);
  if (!isOld) return <NotFound />;
  return error === undefined ? <PanelLoading /> : <PanelError error={error} />;
}
