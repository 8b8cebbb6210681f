import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld } from "@/testing/mock-data";
import { renderApp } from "@/testing/render-app";

it("Projects are listed with their runs and lead to them", async () => {
  const { user, address } = await renderApp("/");
  await user.click(await screen.findByRole("link", { name: /digits.*12 runs/ }));
  await screen.findByRole("table", { name: "Runs" });
  expect(address()).toBe("/examples/digits/runs");
});

it("The filter narrows the list and says when nothing is left", async () => {
  const { user } = await renderApp("/");
  const filter = await screen.findByLabelText("Filter projects");
  await user.type(filter, "手写");
  expect(within(screen.getByRole("main")).getAllByRole("link")).toHaveLength(1);
  await user.type(filter, "no such");
  expect(screen.getByText("No project matches “手写no such”.")).toBeDefined();
});

it("A server without projects shows the exact lines that connect a script, with a real token on request", async () => {
  const { user, mock } = await renderApp("/", emptyWorld());
  const main = within(await screen.findByRole("main"));
  expect((await main.findByText(/NEPTUNE_API_TOKEN/)).textContent).toContain("OAUTHLIB_INSECURE_TRANSPORT=1");
  expect(main.getByText(/init_run/).textContent).toContain('project="my-workspace/my-project"');
  await user.click(main.getByRole("button", { name: "Create a token and fill it in" }));
  await main.findByText(/shown only now/);
  expect(main.getByText(/NEPTUNE_API_TOKEN/).textContent).not.toContain("YOUR_API_TOKEN");
  expect(mock.tokens.map(({ name }) => name)).toEqual(["Python script"]);
});

it("A new project is made by name and opens; a taken name is refused with a reason", async () => {
  const { user, address } = await renderApp("/");
  await user.click(await screen.findByRole("button", { name: "New project" }));
  await user.type(await screen.findByLabelText("Name"), "digits{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("A project of this name exists");
  await user.type(screen.getByLabelText("Name"), "-2{Enter}");
  await screen.findByRole("heading", { name: "No runs yet" });
  expect(address()).toBe("/examples/digits-2/runs");
});

it("A failing server is reported with a way to try again", async () => {
  const { user, mock } = await renderApp("/api-tokens");
  await screen.findByRole("heading", { name: "API tokens" });
  mock.failure = 503;
  await user.click(screen.getByRole("link", { name: "Nereid" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The mock was told to fail.");
  mock.failure = undefined;
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  await screen.findByRole("heading", { name: "Projects" });
});
