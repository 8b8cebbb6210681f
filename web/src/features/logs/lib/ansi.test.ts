import { describe, expect, it } from "vitest";
import { foldReturns, readAnsi, visibleText } from "./ansi";
import { readLogsAddress, sortSeries } from "./address";

const escape = "\u001b[";

describe("Console text", () => {
  it("keeps colours by name and leaves their codes out", () => {
    expect(readAnsi(`a ${escape}31;1merror${escape}0m b`)).toMatchObject([
      { text: "a ", color: undefined },
      { text: "error", color: "red", isBold: true },
      { text: " b", color: undefined, isBold: false },
    ]);
    expect(readAnsi(`${escape}92mok${escape}39m.`)).toMatchObject([{ text: "ok", color: "green" }, { text: ".", color: undefined }]);
    expect(readAnsi(`${escape}38;5;196;1mx`)).toMatchObject([{ text: "x", color: undefined, isBold: true }]);
    expect(readAnsi(`${escape}38;2;1;2;3mx${escape}m`)).toMatchObject([{ text: "x" }]);
  });

  it("leaves out what moves cursors and sets titles, and bare control characters", () => {
    expect(visibleText(`${escape}2K${escape}1Gready\u001b]0;title\u0007!\u0000`)).toBe("ready!");
    expect(visibleText("broken \u001b[31")).toBe("broken [31");
  });

  it("shows the last state of a progress bar", () => {
    expect(foldReturns("10%\r50%\r100%")).toBe("100%");
    expect(foldReturns("100%\r")).toBe("100%");
    expect(foldReturns("a\r\nb\r\n")).toBe("a\nb\n");
    expect(foldReturns("no return")).toBe("no return");
  });

  it("never becomes markup", () => {
    expect(visibleText("<img onerror=alert(1)>")).toBe("<img onerror=alert(1)>");
  });
});

describe("The series of a log", () => {
  it("have console output first", () => {
    expect(sortSeries(["notes", "monitoring/b/stderr", "monitoring/b/stdout", "a"])).toEqual([
      "monitoring/b/stdout",
      "monitoring/b/stderr",
      "a",
      "notes",
    ]);
  });

  it("are opened at a line that is a number", () => {
    expect(readLogsAddress({ line: "12" }).line).toBe("12");
    for (const line of ["0", "-1", "x", "1e3"]) expect(readLogsAddress({ line }).line).toBeUndefined();
  });
});
