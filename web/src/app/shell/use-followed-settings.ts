import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { setPalette, setTextSize, usePaletteName, useTextSize } from "@/lib/appearance";
import { setLanguage } from "@/lib/i18n";
import { languages } from "@/lib/language";
import { preferencesQuery, useSetPreference } from "@/lib/preferences";
import { setThemeChoice, type ThemeChoice, useThemeChoice } from "@/lib/theme";

const setters: Readonly<Record<string, (value: string) => void>> = {
  theme: (value) => setThemeChoice(value as ThemeChoice),
  palette: setPalette,
  text: setTextSize,
  language: (value) => {
    const known = languages.find(({ code }) => code === value);
    if (known) void setLanguage(known.code);
  },
};

/** Theme, colours, size of text and language follow the person: what the server keeps is shown, what is changed here is kept. */
export function useFollowedSettings(): void {
  const { data } = useQuery(preferencesQuery);
  const set = useSetPreference();
  const { i18n } = useTranslation();
  const theme = useThemeChoice();
  const palette = usePaletteName();
  const text = useTextSize();
  const before = useRef<Record<string, string>>(undefined);
  useEffect(() => {
    if (data === undefined) return;
    const now: Record<string, string> = { theme, palette, text, language: i18n.language };
    if (before.current === undefined) {
      before.current = now;
      const asksForTheme = new URLSearchParams(window.location.search).has("theme");
      for (const [name, apply] of Object.entries(setters)) {
        const kept = data[name];
        if (kept !== undefined && kept !== now[name] && !(name === "theme" && asksForTheme)) apply(kept);
      }
      return;
    }
    for (const [name, value] of Object.entries(now)) {
      if (before.current[name] !== value && data[name] !== value) set(name, value);
    }
    before.current = now;
  }, [data, theme, palette, text, i18n.language, set]);
}
