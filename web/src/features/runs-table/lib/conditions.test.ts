import { expect, it } from "vitest";
import { createdWithin, hasTag, isFailed, isOn, isRunning, withOnly, withPart } from "./conditions";

it("A quick filter joins a query, is seen in it, and leaves it as it was", () => {
  const before = '`lr`:float < 0.1 OR `lr`:float > 1';
  const running = withPart(before, isRunning, true);
  expect(running).toBe('(`lr`:float < 0.1 OR `lr`:float > 1) AND `sys/state`:experimentState = "running"');
  expect(isOn(running, isRunning)).toBe(true);
  expect(isOn(running, isFailed)).toBe(false);
  expect(withPart(running, isRunning, false)).toBe(before);
  expect(withPart(withPart(undefined, isRunning, true), isRunning, false)).toBeUndefined();
});

it("A query that the builder cannot show is joined and never lost", () => {
  expect(withPart("a ~ ~ b", isFailed, true)).toBe("(a ~ ~ b) AND `sys/failed`:bool = true");
  expect(withPart("a ~ ~ b", isFailed, false)).toBe("a ~ ~ b");
});

it("One time span takes the place of another", () => {
  const week = withOnly("`sys/failed`:bool = true", "sys/creation_time", [">"], createdWithin("1w"));
  const day = withOnly(week, "sys/creation_time", [">"], createdWithin("1d"));
  expect(day).toBe('`sys/failed`:bool = true AND `sys/creation_time`:datetime > "-1d"');
  expect(withOnly(day, "sys/creation_time", [">"], undefined)).toBe("`sys/failed`:bool = true");
});

it("A tag can be asked for and excluded", () => {
  expect(withPart(undefined, hasTag("sys/tags", 'a "b"', true), true)).toBe('NOT (`sys/tags`:stringSet CONTAINS "a \\"b\\"")');
});
