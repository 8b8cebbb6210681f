import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderApp } from "@/testing/render-app";

it("A new token is shown once, listed by name, and can be revoked after a question", async () => {
  const { user, mock } = await renderApp("/api-tokens");
  await screen.findByText("You have no API tokens.");
  await user.type(screen.getByLabelText("Name of the new token"), "gpu-3{Enter}");
  await screen.findByText(/The token “gpu-3” is ready/);
  expect(mock.tokens).toHaveLength(1);
  await user.click(await screen.findByRole("button", { name: "Revoke the token gpu-3" }));
  expect(mock.tokens).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Revoke" }));
  await screen.findByText("You have no API tokens.");
  expect(mock.tokens).toHaveLength(0);
});
