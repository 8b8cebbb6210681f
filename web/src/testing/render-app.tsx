import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import { Providers } from "@/app/providers";
import { goToSignIn, makeRouter } from "@/app/router";
import { startI18n } from "@/lib/i18n";
import { LiveFeed } from "@/lib/live";
import { makeQueryClient } from "@/lib/query-client";
import { FakeEventSource } from "./fake-event-source";
import { MockApi } from "./mock-api";
import { makeWorld, type MockWorld } from "./mock-data";

/** The whole app at an address, over a mock server. */
export async function renderApp(address: string, world: MockWorld = makeWorld(12), prepare?: (mock: MockApi) => void) {
  const mock = new MockApi(world);
  prepare?.(mock);
  FakeEventSource.opened = [];
  vi.stubGlobal("fetch", mock.fetch);
  vi.stubGlobal("EventSource", FakeEventSource);
  // jsdom lays nothing out; a virtual list needs to think that it can be seen.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
  await startI18n();
  const queries = makeQueryClient(() => goToSignIn(router));
  queries.setDefaultOptions({ queries: { ...queries.getDefaultOptions().queries, retry: false } });
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = makeRouter(queries, history);
  const view = render(
    <Providers queries={queries} feed={new LiveFeed(queries)} env="test">
      <RouterProvider router={router} />
    </Providers>,
  );
  return { ...view, mock, router, user: userEvent.setup(), address: () => history.location.href };
}
