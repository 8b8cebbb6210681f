import { ActionIcon, Menu } from "@mantine/core";
import { Check, Languages, Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { languages, setLanguage } from "@/lib/i18n";
import { setThemeChoice, type ThemeChoice, useThemeChoice } from "@/lib/theme";

const themes: readonly { choice: ThemeChoice; Icon: typeof Sun }[] = [
  { choice: "light", Icon: Sun },
  { choice: "dark", Icon: Moon },
  { choice: "system", Icon: Monitor },
];

/** Theme and language: kept in this browser. */
export function SettingsMenu() {
  return (
    <>
      <ThemeMenu />
      <LanguageMenu />
    </>
  );
}

function ThemeMenu() {
  const { t } = useTranslation("common");
  const chosen = useThemeChoice();
  const Current = themes.find(({ choice }) => choice === chosen)?.Icon ?? Monitor;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("theme.label")} title={t("theme.label")}>
          <Current size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {themes.map(({ choice, Icon }) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={choice === chosen}
            leftSection={<Icon size={14} />}
            rightSection={choice === chosen && <Check size={14} />}
            onClick={() => setThemeChoice(choice)}
          >
            {t(`theme.${choice}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation("common");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("language")} title={t("language")}>
          <Languages size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map(({ code, name }) => (
          <Menu.Item
            key={code}
            lang={code}
            role="menuitemradio"
            aria-checked={code === i18n.language}
            rightSection={code === i18n.language && <Check size={14} />}
            onClick={() => void setLanguage(code)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
