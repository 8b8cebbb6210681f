import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "@/locales/en";
import { chosenLanguage, keepLanguage, type Language, loadCatalogue } from "./language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof en;
    enableSelector: false;
  }
}

export async function startI18n(): Promise<void> {
  const language = chosenLanguage();
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
  keepLanguage(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
