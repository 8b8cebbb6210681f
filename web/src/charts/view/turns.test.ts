import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Turns } from "./turns";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  nextFrame = () => frames.splice(0).forEach((callback) => callback(0));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

let nextFrame: () => void;
/** Work that takes this many milliseconds. */
const taking = (ms: number, done: string[], name: string) => () => {
  done.push(name);
  vi.advanceTimersByTime(ms);
};

it("gives a frame of a scroll no more work than fits, at least one, in the order of asking", () => {
  const page = new EventTarget();
  const turns = new Turns(page);
  const done: string[] = [];
  page.dispatchEvent(new Event("scroll"));
  turns.ask(taking(2, done, "a"));
  turns.ask(taking(4, done, "b"));
  turns.ask(taking(30, done, "c"));
  turns.ask(taking(1, done, "d"));
  nextFrame();
  expect(done).toEqual(["a", "b"]);
  nextFrame();
  expect(done).toEqual(["a", "b", "c"]);
  nextFrame();
  expect(done).toEqual(["a", "b", "c", "d"]);
});

it("does everything at once when the scroll has ended, but for what was given up", () => {
  const page = new EventTarget();
  const turns = new Turns(page);
  const done: string[] = [];
  page.dispatchEvent(new Event("scroll"));
  expect(turns.isScrolling).toBe(true);
  turns.ask(taking(50, done, "a"));
  const giveUp = turns.ask(taking(50, done, "b"));
  turns.ask(taking(50, done, "c"));
  giveUp();
  vi.advanceTimersByTime(500);
  expect(turns.isScrolling).toBe(false);
  nextFrame();
  expect(done).toEqual(["a", "c"]);
});
