import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useEvent } from "@/lib/use-event";
import { viewsQuery } from "../api/views";
import type { RunsAddress } from "./address";
import { readState } from "./view-state";

/** An address that says nothing shows the project's default view, if it has one. */
export function useDefaultView(projectId: string, address: RunsAddress, onState: (state: RunsAddress) => void) {
  const views = useQuery(viewsQuery(projectId));
  const isFirst = useRef(true);
  const show = useEvent(onState);
  useEffect(() => {
    if (!isFirst.current || views.data === undefined) return;
    isFirst.current = false;
    const isPlain = Object.values(address).every((value) => value === undefined);
    const view = views.data.views.find(({ id }) => id === views.data.default);
    if (isPlain && view) show({ ...readState(view.state), view: view.id });
  }, [views.data, address, show]);
}
