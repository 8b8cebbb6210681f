import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "@/locales/en";

/** The languages with a complete catalogue, under the names their speakers use. */
export const languages = [
  { code: "en", name: "English" },
  { code: "zh-CN", name: "简体中文" },
  { code: "ko", name: "한국어" },
] as const;

export type Language = (typeof languages)[number]["code"];

const storageKey = "nereid.language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof en;
    enableSelector: false;
  }
}

// One chunk per language: only the one in use is fetched.
async function loadCatalogue(language: Language) {
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

export async function startI18n(): Promise<void> {
  const stored = localStorage.getItem(storageKey);
  const language = pickLanguage(stored ? [stored] : navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: [],
    defaultNS: "common",
    interpolation: { escapeValue: false }, // React escapes
    resources: { [language]: await loadCatalogue(language) },
  });
  document.documentElement.lang = language;
}

export async function setLanguage(language: Language): Promise<void> {
  const catalogue = await loadCatalogue(language);
  for (const [namespace, messages] of Object.entries(catalogue)) {
    i18next.addResourceBundle(language, namespace, messages);
  }
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
