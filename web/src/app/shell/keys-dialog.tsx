import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { defaultKeys, type KeyAction, readKey, withKey, writeKeys } from "@/lib/keys";
import { useKeys } from "@/lib/use-keys";
import classes from "./keys-dialog.module.css";

/** Keys that stay as they are, by what they do. */
const fixed = {
  palette: "Ctrl K",
  undo: "Ctrl Z",
  tabs: "1 – 5",
  move: "↑ ↓ · J K",
  open: "Enter",
  checkRange: "Shift X",
  rename: "F2",
  group: "→ ←",
  chartPoints: "← → ↑ ↓",
  chartZoom: "+ − 0",
  chartKeep: "Enter",
  chartNote: "N",
} as const;
type Fixed = keyof typeof fixed;

const everywhere = ["palette", "undo", "keys", "search", "focusMode", "tabs"] as const satisfies readonly (Fixed | KeyAction)[];
const table = ["move", "open", "check", "checkRange", "eye", "compare", "tags", "pin", "shuffle", "rename", "group"] as const satisfies readonly (Fixed | KeyAction)[];

const charts = ["smooth", "scale", "fullScreen", "chartPoints", "chartZoom", "chartKeep", "chartNote"] as const satisfies readonly (Fixed | KeyAction)[];

const isOwn = (name: Fixed | KeyAction): name is KeyAction => name in defaultKeys;

/** The keys of the app, in one place; those of one character can be changed. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const [keys, setKeys] = useKeys();
  const [asked, setAsked] = useState<KeyAction>();
  const own = (action: KeyAction) => (
    <button
      type="button"
      className={classes.own}
      aria-label={t("keys.change", { name: t(`keys.${action}`) })}
      aria-pressed={asked === action}
      onClick={() => setAsked(asked === action ? undefined : action)}
      onBlur={() => setAsked(undefined)}
      onKeyDown={(event) => {
        if (asked !== action || event.nativeEvent.isComposing || event.key === "Tab" || event.key === "Shift") return;
        event.preventDefault();
        event.stopPropagation();
        const key = readKey(event.key);
        if (key !== undefined) setKeys(withKey(keys, action, key));
        if (key !== undefined || event.key === "Escape") setAsked(undefined);
      }}
    >
      {asked === action ? t("keys.press") : <kbd>{keys[action].toUpperCase()}</kbd>}
    </button>
  );
  const list = (names: readonly (Fixed | KeyAction)[]) => (
    <dl className={classes.list}>
      {names.map((name) => (
        <div key={name}>
          <dt>{t(`keys.${name}`)}</dt>
          <dd>{isOwn(name) ? own(name) : <kbd>{fixed[name]}</kbd>}</dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Modal opened onClose={onClose} closeOnEscape={asked === undefined} title={t("keys.title")} size="md" closeButtonProps={{ "aria-label": t("keys.close") }}>
      <h3 className={classes.heading}>{t("keys.everywhere")}</h3>
      {list(everywhere)}
      <h3 className={classes.heading}>{t("keys.table")}</h3>
      {list(table)}
      <h3 className={classes.heading}>{t("keys.charts")}</h3>
      {list(charts)}
      <p className={classes.hint}>{t("keys.hint")}</p>
      <Button variant="default" size="compact-sm" disabled={writeKeys(keys) === undefined} onClick={() => setKeys(defaultKeys)}>
        {t("keys.reset")}
      </Button>
    </Modal>
  );
}
