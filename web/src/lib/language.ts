/** The languages with a complete catalogue, under the names their speakers use. */
export const languages = [
  { code: "en", name: "English" },
  { code: "zh-CN", name: "简体中文" },
  { code: "ko", name: "한국어" },
] as const;

export type Language = (typeof languages)[number]["code"];

const storageKey = "nereid.language";

// One chunk per language: only the one in use is fetched.
export async function loadCatalogue(language: Language) {
  switch (language) {
    case "en":
      return (await import("@/locales/en")).default;
    case "zh-CN":
      return (await import("@/locales/zh-CN")).default;
    case "ko":
      return (await import("@/locales/ko")).default;
  }
}

/** The first of the wanted languages that we speak; any kind of Chinese gets the simplified one. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    const match = languages.find(({ code }) => code.toLowerCase().split("-")[0] === base);
    if (match) return match.code;
  }
  return "en";
}

/** The language that this browser was last set to, or the first of its own that we speak. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  return pickLanguage(stored ? [stored] : navigator.languages);
}

/** Remembers the language for the next time. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
}
