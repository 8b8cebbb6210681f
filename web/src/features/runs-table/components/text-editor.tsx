import { Button, Popover, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Anchor, type Spot } from "./anchor";
import classes from "./text-editor.module.css";

interface Props {
  label: string;
  value: string;
  isLong: boolean;
  /** What is wrong with a text; undefined for a good one. */
  fault?: (text: string) => string | undefined;
  spot: Spot;
  onSave: (value: string) => void;
  onClose: () => void;
}

/** Edits a text in place. Enter saves (with Ctrl in a long text), Escape leaves it as it was. */
export function TextEditor({ label, value, isLong, fault, spot, onSave, onClose }: Props) {
  const { t } = useTranslation(["runs", "common"]);
  const [text, setText] = useState(value);
  const problem = text === value ? undefined : fault?.(text);
  const save = () => {
    if (problem !== undefined) return;
    if (text !== value) onSave(text);
    onClose();
  };
  const shared = {
    "data-autofocus": true,
    label,
    value: text,
    error: problem,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setText(event.currentTarget.value),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== "Enter" || event.nativeEvent.isComposing || (isLong && !event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      save();
    },
  };
  return (
    <Popover opened onClose={onClose} onDismiss={onClose} position="bottom-start" width={isLong ? 420 : 340} trapFocus withinPortal>
      <Popover.Target>
        <Anchor spot={spot} />
      </Popover.Target>
      <Popover.Dropdown className={classes.editor}>
        {isLong ? <Textarea {...shared} autosize={false} rows={6} size="xs" /> : <TextInput {...shared} />}
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button disabled={problem !== undefined} onClick={save}>{t("common:save")}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
