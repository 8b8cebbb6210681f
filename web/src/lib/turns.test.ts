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
  const turns = new Turns(page, 40);
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

it("gives a frame more when the scroll has ended, and nothing to what was given up", () => {
  const page = new EventTarget();
  const turns = new Turns(page, 40);
  const done: string[] = [];
  page.dispatchEvent(new Event("scroll"));
  expect(turns.isScrolling).toBe(true);
  turns.ask(taking(20, done, "a"));
  const giveUp = turns.ask(taking(50, done, "b"));
  turns.ask(taking(20, done, "c"));
  turns.ask(taking(20, done, "d"));
  giveUp();
  vi.advanceTimersByTime(500);
  expect(turns.isScrolling).toBe(false);
  nextFrame();
  expect(done).toEqual(["a", "c"]);
  nextFrame();
  expect(done).toEqual(["a", "c", "d"]);
});

it("gives no turn while the page rushes by, and all of them once it slows down or rests", () => {
  const box = document.createElement("div");
  document.body.append(box);
  const turns = new Turns(document, 40);
  const done: string[] = [];
  const scrollBy = (px: number, afterMs: number) => {
    vi.advanceTimersByTime(afterMs);
    box.scrollTop += px;
    box.dispatchEvent(new Event("scroll"));
  };
  scrollBy(5_000, 1_000);
  expect(turns.isRushing).toBe(false);
  for (let i = 0; i < 5; i++) scrollBy(60, 16);
  expect(turns.isRushing).toBe(true);
  turns.ask(taking(1, done, "a"));
  nextFrame();
  expect(done).toEqual([]);
  for (let i = 0; i < 5; i++) scrollBy(-12, 16);
  nextFrame();
  expect(done).toEqual(["a"]);
  for (let i = 0; i < 5; i++) scrollBy(60, 16);
  turns.ask(taking(1, done, "b"));
  nextFrame();
  vi.advanceTimersByTime(200);
  nextFrame();
  expect(done).toEqual(["a", "b"]);
});
