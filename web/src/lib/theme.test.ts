import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

/** A system setting that changes before its event arrives, as in a browser. */
function systemSetting() {
  const listeners = new Set<() => void>();
  const query = { matches: true, addEventListener: (_: string, listener: () => void) => listeners.add(listener) };
  const paper = { matches: false, addEventListener: (_: string, listener: () => void) => listeners.add(listener) };
  vi.stubGlobal("matchMedia", (asked: string) => (asked === "print" ? paper : query));
  return { paper, query, tell: () => listeners.forEach((listener) => listener()) };
}

afterEach(() => vi.unstubAllGlobals());

it("says the theme that the page's style shows, also while the system's setting is ahead of it", async () => {
  const system = systemSetting();
  vi.resetModules();
  const { startTheme, useTheme } = await import("./theme");
  startTheme();
  const hook = renderHook(() => useTheme());
  expect(hook.result.current).toBe("dark");

  system.query.matches = false;
  hook.rerender();
  expect(hook.result.current).toBe(document.documentElement.getAttribute("data-mantine-color-scheme"));

  act(() => system.tell());
  expect(hook.result.current).toBe("light");
  expect(document.documentElement.getAttribute("data-mantine-color-scheme")).toBe("light");
});

it("is light on paper, and what it was afterwards", async () => {
  const system = systemSetting();
  vi.resetModules();
  const { startTheme, useTheme } = await import("./theme");
  startTheme();
  const hook = renderHook(() => useTheme());
  system.paper.matches = true;
  act(() => system.tell());
  expect(hook.result.current).toBe("light");
  system.paper.matches = false;
  act(() => system.tell());
  expect(hook.result.current).toBe("dark");
});
