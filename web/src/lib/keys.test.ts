// @vitest-environment node
import { describe, expect, it } from "vitest";
import { actionOf, defaultKeys, readKey, readKeys, withKey, writeKeys } from "./keys";

describe("A person's keys", () => {
  it("are the usual ones when nothing is kept, and nothing is kept for them", () => {
    expect(readKeys(undefined)).toEqual(defaultKeys);
    expect(writeKeys(defaultKeys)).toBeUndefined();
  });

  it("come back as they were chosen, the action that had the key with the other's", () => {
    const map = withKey(defaultKeys, "eye", "x");
    expect(map).toMatchObject({ eye: "x", check: "e" });
    expect(readKeys(writeKeys(map))).toEqual(map);
    expect(actionOf(map, "X")).toBe("eye");
    expect(actionOf(map, "m")).toBeUndefined();
  });

  it("leave alone what means something already, and what is no character", () => {
    for (const key of ["j", "K", "1", "Enter", " ", "F2"]) expect(readKey(key)).toBeUndefined();
    expect(readKey("字")).toBe("字");
    expect(readKeys("eye=j nonsense eye check=q")).toEqual({ ...defaultKeys, check: "q" });
  });
});
