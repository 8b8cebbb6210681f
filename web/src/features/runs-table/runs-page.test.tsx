import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { FakeEventSource } from "@/testing/fake-event-source";
import { makeWorld } from "@/testing/mock-data";
import { renderApp } from "@/testing/render-app";

const table = () => screen.findByRole("table", { name: "Runs" });

/** The text of each loaded row's cell in the column with this head. */
function column(name: string | RegExp): string[] {
  const heads = screen.getAllByRole("columnheader");
  const at = heads.indexOf(screen.getByRole("columnheader", { name }));
  const rows = screen.getAllByRole("row").slice(1);
  return rows.map((row) => within(row).getAllByRole("cell")[at]?.textContent ?? "");
}

it("Runs are listed newest first", async () => {
  await renderApp("/examples/digits/runs");
  await table();
  expect(column("ID")[0]).toBe("DIG-12");
  expect(screen.getByText("12 runs")).toBeDefined();
});

it("What the table begins with is asked once", async () => {
  const { mock } = await renderApp("/examples/digits/runs?c=*&c=parameters/optimizer&sort=sys/owner");
  await table();
  const asked = mock.log.filter((line) => /^(GET|POST) .*(runs\/query|run-styles|views|preferences)/.test(line)).map((line) => line.replace(/projects\/[^/]+/, "projects/…"));
  // The rows, and how many runs there are in all.
  expect(asked.toSorted()).toEqual([
    "GET /api/v1/me/preferences",
    "GET /api/v1/projects/…/run-styles",
    "GET /api/v1/projects/…/views",
    "POST /api/v1/projects/…/runs/query",
    "POST /api/v1/projects/…/runs/query",
  ]);
});

it("A click on a head sorts at the server and stands in the address", async () => {
  const { user, address } = await renderApp("/examples/digits/runs");
  await table();
  await user.click(screen.getByRole("button", { name: "Sort by Owner" }));
  await waitFor(() => expect(address()).toBe("/examples/digits/runs?sort=sys/owner"));
  await waitFor(() => expect(column("Owner")).toEqual(column("Owner").toSorted((a, b) => a.localeCompare(b))));
  expect(screen.getByRole("columnheader", { name: /Owner/ }).getAttribute("aria-sort")).toBe("ascending");
  await user.click(screen.getByRole("button", { name: "Sort by Owner" }));
  await waitFor(() => expect(address()).toBe("/examples/digits/runs?sort=-sys/owner"));
});

it("The text filter asks the server, counts what is left and says when nothing is", async () => {
  const { user, address } = await renderApp("/examples/digits/runs");
  await table();
  await user.type(screen.getByLabelText("Filter runs"), "DIG-7");
  await screen.findByText("1 of 12 runs");
  expect(column("ID")).toEqual(["DIG-7"]);
  expect(address()).toBe("/examples/digits/runs?q=DIG-7");
  await user.type(screen.getByLabelText("Filter runs"), "xyz");
  await screen.findByText("No run matches “DIG-7xyz”.");
  await user.click(screen.getByRole("button", { name: "Clear the filter" }));
  await screen.findByText("12 runs");
});

it("An attribute found by search becomes a column with its values", async () => {
  const { user, address } = await renderApp("/examples/digits/runs");
  await table();
  await user.click(screen.getByRole("button", { name: /^Columns/ }));
  await user.type(await screen.findByLabelText("Find an attribute"), "optim");
  await user.click(await screen.findByRole("button", { name: "Add column parameters/optimizer" }));
  await waitFor(() => expect(address()).toBe("/examples/digits/runs?c=*&c=parameters/optimizer"));
  await waitFor(() => expect(column(/parameters\/optimizer/)[0]).toMatch(/adam|sgd|lion/));
});

it("Chosen runs stand in the address and lead to their comparison", async () => {
  const { user, address } = await renderApp("/examples/digits/runs");
  await table();
  await user.click(screen.getByRole("checkbox", { name: "Select DIG-12" }));
  await screen.findByText("Choose one more to compare");
  const second = column("ID")[2] ?? "";
  await user.click(screen.getByRole("checkbox", { name: `Select ${second}` }));
  await screen.findByText("2 selected");
  expect(address()).toBe(`/examples/digits/runs?sel=DIG-12&sel=${second}`);
  const link = within(screen.getByRole("region", { name: "Selected runs" })).getByRole("link", { name: "Compare" });
  expect(link.getAttribute("href")).toBe(`/examples/digits/compare?runs=DIG-12&runs=${second}`);
});

it("A click with shift selects the rows between", async () => {
  const { user } = await renderApp("/examples/digits/runs");
  await table();
  const ids = column("ID");
  await user.click(screen.getByRole("checkbox", { name: `Select ${ids[1]}` }));
  await user.keyboard("{Shift>}");
  await user.click(screen.getByRole("checkbox", { name: `Select ${ids[5]}` }));
  await screen.findByText("5 selected");
});

it("A new run appears when the feed says so", async () => {
  const world = makeWorld(12);
  const { mock } = await renderApp("/examples/digits/runs", world);
  await table();
  await waitFor(() => expect(FakeEventSource.current?.url).toContain(world.projects[0]?.id));
  act(() => FakeEventSource.current?.accept());
  const [newest] = makeWorld(13).runs.slice(-1);
  if (newest) mock.world.runs.push(newest);
  act(() => FakeEventSource.current?.send("changed", { project: world.projects[0]?.id, everything: false, runs: [{ run: newest?.head.id, kinds: ["created"] }] }));
  await screen.findByText("13 runs");
  expect(column("ID")[0]).toBe("DIG-13");
});

it("The arrow keys move along the rows and X selects", async () => {
  const { user } = await renderApp("/examples/digits/runs");
  await table();
  const ids = column("ID");
  act(() => screen.getByRole("link", { name: ids[0] }).focus());
  await user.keyboard("{ArrowDown}{ArrowDown}");
  await waitFor(() => expect(document.activeElement?.textContent).toBe(ids[2]));
  await user.keyboard("x");
  await screen.findByText("1 selected");
});

it("A project without runs shows the exact lines that send the first", async () => {
  await renderApp("/vision-lab/手写数字/runs");
  await screen.findByRole("heading", { name: "No runs yet" });
  expect(screen.getByText(/init_run/).textContent).toContain('project="vision-lab/手写数字"');
});

it("A project that does not exist is told, within the shell", async () => {
  // The router reports what a page could not load.
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "warn").mockReturnValue();
  await renderApp("/examples/nothing/runs");
  await screen.findByText("There is no such project, or you may not see it.");
  expect(screen.getByRole("navigation", { name: "Main navigation" })).toBeDefined();
});

it("Another project begins anew, without the rows of the one before", async () => {
  const { user } = await renderApp("/examples/digits/runs");
  await table();
  await user.click(screen.getByRole("button", { name: /^Switch project/ }));
  await user.click(await screen.findByRole("link", { name: /手写数字/ }));
  await screen.findByRole("heading", { name: "No runs yet" });
  expect(screen.queryByText("DIG-12")).toBeNull();
});
