// @vitest-environment node
import { describe, expect, it } from "vitest";
import en from "./en";
import ko from "./ko";
import zhCN from "./zh-CN";

type Messages = { [key: string]: string | Messages };

const pluralEnding = /_(zero|one|two|few|many|other)$/;

function flatten(messages: Messages, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) flat.set(path, text);
  }
  return flat;
}

const variables = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).toSorted();
const marks = (text: string) => [...text.matchAll(/<\/?\w+\/?>/g)].map((match) => match[0]).toSorted();

/** The keys a language needs, going by the English ones: one per plural form that the language has. */
function expectedKeys(language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const keys = new Set<string>();
  for (const key of flatten(en).keys()) {
    const base = key.replace(pluralEnding, "");
    if (base === key) keys.add(key);
    else for (const form of forms) keys.add(`${base}_${form}`);
  }
  return keys;
}

describe.each([
  ["en", en],
  ["zh-CN", zhCN],
  ["ko", ko],
])("The %s catalogue", (language, catalogue) => {
  const english = flatten(en);
  const messages = flatten(catalogue);

  it("has every message and no other", () => {
    expect([...messages.keys()].toSorted()).toEqual([...expectedKeys(language)].toSorted());
  });

  it("has no empty message", () => {
    expect([...messages].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("fills in the same variables and marks as English", () => {
    for (const [key, text] of messages) {
      const original = english.get(key) ?? english.get(key.replace(pluralEnding, "_other")) ?? "";
      expect(variables(text), key).toEqual(variables(original));
      expect(marks(text), key).toEqual(marks(original));
    }
  });
});

describe.each([
  ["zh-CN", zhCN],
  ["ko", ko],
])("The %s catalogue", (_, catalogue) => {
  it("leaves no sentence in English", () => {
    const english = flatten(en);
    // Names and terms may be the same in all languages; several words in a row may not.
    const same = [...flatten(catalogue)].filter(([key, text]) => text === english.get(key) && /[a-z]+ [a-z]+ [a-z]+/i.test(text));
    expect(same).toEqual([]);
  });
});
