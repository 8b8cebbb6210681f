import { ActionIcon, Popover, SegmentedControl } from "@mantine/core";
import { clsx } from "clsx";
import { Check, Monitor, Moon, Settings2, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { palettes, setPalette, setTextSize, textSizes, usePaletteName, useTextSize } from "@/lib/appearance";
import { setLanguage } from "@/lib/i18n";
import { languages } from "@/lib/language";
import { setThemeChoice, type ThemeChoice, useThemeChoice } from "@/lib/theme";
import classes from "./settings-menu.module.css";

const themes: readonly { choice: ThemeChoice; Icon: typeof Sun }[] = [
  { choice: "light", Icon: Sun },
  { choice: "dark", Icon: Moon },
  { choice: "system", Icon: Monitor },
];
const shownColors = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Theme, colours of runs, size of text, language: applied as they are pressed. */
export function SettingsMenu() {
  const { t, i18n } = useTranslation("common");
  const theme = useThemeChoice();
  const palette = usePaletteName();
  const text = useTextSize();
  return (
    <Popover position="bottom-end" width={300} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon aria-label={t("appearance.label")} title={t("appearance.label")}>
          <Settings2 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("appearance.label")}>
        <h2 className={classes.heading}>{t("theme.label")}</h2>
        <SegmentedControl
          fullWidth
          aria-label={t("theme.label")}
          value={theme}
          onChange={(choice) => setThemeChoice(choice)}
          data={themes.map(({ choice, Icon }) => ({
            value: choice,
            label: (
              <span className={classes.theme}>
                <Icon size={13} aria-hidden="true" />
                {t(`theme.${choice}`)}
              </span>
            ),
          }))}
        />
        <h2 className={classes.heading}>{t("appearance.text")}</h2>
        <SegmentedControl
          fullWidth
          aria-label={t("appearance.text")}
          value={text}
          onChange={setTextSize}
          data={textSizes.map((size) => ({ value: size, label: t(`appearance.size.${size}`) }))}
        />
        <h2 className={classes.heading}>{t("appearance.palette")}</h2>
        <div role="radiogroup" aria-label={t("appearance.palette")} className={classes.list}>
          {palettes.map((name) => (
            <button key={name} type="button" role="radio" aria-checked={name === palette} className={classes.row} onClick={() => setPalette(name)}>
              <span className={classes.name}>{t(`appearance.palettes.${name}`)}</span>
              <span className={clsx(classes.colors, "nereid-palette")} data-palette={name} aria-hidden="true">
                {shownColors.map((number) => (
                  <span key={number} style={{ background: `var(--data-${number})` }} />
                ))}
              </span>
            </button>
          ))}
        </div>
        <h2 className={classes.heading}>{t("language")}</h2>
        <div role="radiogroup" aria-label={t("language")} className={classes.list}>
          {languages.map(({ code, name }) => (
            <button key={code} type="button" role="radio" lang={code} aria-checked={code === i18n.language} className={classes.row} onClick={() => void setLanguage(code)}>
              <span className={classes.name}>{name}</span>
              {code === i18n.language && <Check size={14} aria-hidden="true" />}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
