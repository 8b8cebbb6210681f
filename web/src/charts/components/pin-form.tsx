import { Button, Select, Textarea } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./pins.module.css";

/** As long as the server takes. */
const longest = 2000;

interface Props {
  text?: string;
  /** The runs that it may be pinned to; not asked when there is one. */
  runs?: readonly { readonly id: string; readonly name: string }[];
  runId?: string;
  /** Resolves to false when it was not saved. */
  onSave: (text: string, runId: string | undefined) => Promise<boolean>;
  onCancel: () => void;
}

/** The text of a note. Ctrl Enter saves it. */
export function PinForm({ text: before = "", runs = [], runId, onSave, onCancel }: Props) {
  const { t } = useTranslation("charts");
  const [text, setText] = useState(before);
  const [run, setRun] = useState(runId ?? runs[0]?.id);
  const [isBusy, setBusy] = useState(false);
  const isEmpty = text.trim() === "";
  const save = async () => {
    if (isEmpty || isBusy) return;
    if (text.trim() === before) return onCancel();
    setBusy(true);
    if (!(await onSave(text.trim(), run))) setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onCancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <form
      className={classes.form}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {runs.length > 1 && (
        <Select
          size="xs"
          aria-label={t("pins.run")}
          searchable
          limit={200}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          value={run ?? null}
          data={runs.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => setRun(next ?? run)}
        />
      )}
      <Textarea
        aria-label={t("pins.text")}
        placeholder={t("pins.placeholder")}
        size="xs"
        rows={3}
        maxLength={longest}
        data-autofocus
        autoFocus
        dir="auto"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" disabled={isEmpty} loading={isBusy}>
          {t("pins.save")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {t("pins.cancel")}
        </Button>
        <span className={classes.hint}>{t("pins.saveKey")}</span>
      </div>
    </form>
  );
}
