import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { mockToken } from "@/testing/mock-api";
import { renderApp } from "@/testing/render-app";

const signedOut = (mock: { isSignedIn: boolean }) => {
  mock.isSignedIn = false;
};

it("A page that needs a person sends to the sign-in and comes back after it", async () => {
  const { user, address } = await renderApp("/examples/digits/runs?q=mlp", undefined, signedOut);
  await user.type(await screen.findByLabelText("API token", { selector: "input" }), `  ${mockToken}{Enter}`);
  await waitFor(() => expect(address()).toBe("/examples/digits/runs?q=mlp"));
  await screen.findByRole("table", { name: "Runs" });
});

it("A wrong token is refused with a reason", async () => {
  const { user } = await renderApp("/sign-in", undefined, signedOut);
  await user.type(await screen.findByLabelText("API token", { selector: "input" }), "nonsense{Enter}");
  expect(await screen.findByRole("alert")).toHaveProperty("textContent", expect.stringContaining("does not know this token"));
});

it("A sign-in link signs in without a click and leaves no ticket in the address", async () => {
  const { address } = await renderApp("/sign-in?ticket=good", undefined, signedOut);
  await screen.findByRole("heading", { name: "Projects" });
  expect(address()).toBe("/");
});

it("A used sign-in link says so and offers the other way in", async () => {
  const { address } = await renderApp("/sign-in?ticket=used", undefined, signedOut);
  expect(await screen.findByRole("alert")).toHaveProperty("textContent", expect.stringContaining("has been used or has expired"));
  await screen.findByLabelText("API token", { selector: "input" });
  expect(address()).toBe("/sign-in");
});

it("A session that ends while working leads to the sign-in, with the way back", async () => {
  const { mock, user, address } = await renderApp("/examples/digits/runs");
  await screen.findByRole("table", { name: "Runs" });
  mock.isSignedIn = false;
  await user.type(screen.getByLabelText("Filter runs"), "x");
  await screen.findByRole("heading", { name: "Sign in to Nereid" });
  expect(address()).toContain("to=");
});
