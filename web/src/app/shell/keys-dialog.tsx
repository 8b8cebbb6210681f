import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./keys-dialog.module.css";

const general = [
  ["Ctrl K", "palette"],
  ["Ctrl Z", "undo"],
  ["?", "keys"],
  ["/", "search"],
  ["\\", "focusMode"],
] as const;
const table = [
  ["↑ ↓ · J K", "move"],
  ["Enter", "open"],
  ["X", "check"],
  ["Shift X", "checkRange"],
  ["E", "eye"],
  ["C", "compare"],
  ["T", "tags"],
  ["P", "pin"],
  ["F2", "rename"],
  ["→ ←", "group"],
] as const;

/** The keys of the app, in one place. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const list = (keys: readonly (readonly [string, (typeof general)[number][1] | (typeof table)[number][1]])[]) => (
    <dl className={classes.list}>
      {keys.map(([key, name]) => (
        <div key={name}>
          <dt>{t(`keys.${name}`)}</dt>
          <dd>
            <kbd>{key}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} size="md" closeButtonProps={{ "aria-label": t("keys.close") }}>
      <h3 className={classes.heading}>{t("keys.everywhere")}</h3>
      {list(general)}
      <h3 className={classes.heading}>{t("keys.table")}</h3>
      {list(table)}
    </Modal>
  );
}
