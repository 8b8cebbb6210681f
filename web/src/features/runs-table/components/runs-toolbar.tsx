import { CloseButton, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./runs-toolbar.module.css";

const typingPauseMs = 150;

interface Props {
  text: string | undefined;
  onText: (text: string | undefined) => void;
  /** Runs that match; undefined while not known. */
  total: number | undefined;
  children: ReactNode;
}

/** The text filter, the count of what it leaves, and the table's own controls. */
export function RunsToolbar({ text = "", onText, total, children }: Props) {
  const { t } = useTranslation(["runs", "common"]);
  const [typed, setTyped] = useState(text);
  const [sent, setSent] = useState(text);
  const [seen, setSeen] = useState(text);
  const field = useRef<HTMLInputElement>(null);

  // The address moved on its own (back, a link): the field follows it, unless it is only our own text coming back.
  if (text !== seen) {
    setSeen(text);
    if (text !== sent) {
      setSent(text);
      setTyped(text);
    }
  }

  useEffect(() => {
    if (typed === sent) return;
    const timer = setTimeout(() => {
      setSent(typed);
      onText(typed || undefined);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, sent, onText]);

  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", focusOnSlash);
    return () => document.removeEventListener("keydown", focusOnSlash);
  }, []);

  return (
    <div className={classes.bar}>
      <TextInput
        ref={field}
        className={classes.filter}
        leftSection={<Search size={14} />}
        rightSection={typed !== "" && <CloseButton size="xs" aria-label={t("filter.clear")} onClick={() => setTyped("")} />}
        aria-label={t("filter.label")}
        placeholder={t("filter.label")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <span className={classes.count} role="status">
        {total !== undefined && t(text === "" ? "count" : "countMatching", { count: total })}
      </span>
      <div className={classes.tools}>{children}</div>
    </div>
  );
}
