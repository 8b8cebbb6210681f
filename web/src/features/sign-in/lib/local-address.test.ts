import { expect, it } from "vitest";
import { localAddress } from "./local-address";

it("A page of ours is returned to, with its state", () => {
  expect(localAddress("/ws/digits/runs?q=loss")).toBe("/ws/digits/runs?q=loss");
});

it.each(["https://elsewhere.example/", "//elsewhere.example/x", "/\\elsewhere.example", "javascript:alert(1)", "/sign-in", undefined])(
  "%s is not returned to",
  (to) => {
    expect(localAddress(to)).toBe("/");
  },
);
