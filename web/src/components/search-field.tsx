import { ActionIcon, TextInput } from "@mantine/core";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  /** What a search asks for, as it stands in the address. */
  text: string | undefined;
  label: string;
  hint?: string;
  error?: string;
  className?: string;
  onText: (text: string | undefined) => void;
}

const typingMs = 120;

/** A search field that says what was typed after a short pause, and follows the address when that changes elsewhere. */
export function SearchField({ text, label, hint, error, className, onText }: Props) {
  const { t } = useTranslation("common");
  const [typed, setTyped] = useState(text ?? "");
  const [known, setKnown] = useState(text);
  const send = useRef(onText);
  useEffect(() => {
    send.current = onText;
  });
  if (text !== known) {
    setKnown(text);
    if ((text ?? "") !== typed.trim()) setTyped(text ?? "");
  }
  useEffect(() => {
    const next = typed.trim() === "" ? undefined : typed.trim();
    if (next === known) return;
    const timer = setTimeout(() => send.current(next), typingMs);
    return () => clearTimeout(timer);
  }, [typed, known]);
  return (
    <TextInput
      className={className}
      leftSection={<Search size={14} />}
      aria-label={label}
      placeholder={label}
      title={hint}
      value={typed}
      error={error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      rightSection={
        typed !== "" && (
          <ActionIcon size="sm" aria-label={t("clearSearch")} onClick={() => setTyped("")}>
            <X size={14} />
          </ActionIcon>
        )
      }
    />
  );
}
