import { ActionIcon, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/lib/clipboard";

const confirmMs = 1_500;

/** Copies a text. `label` says what is copied, for the tooltip and for screen readers. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation("common");
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");

  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), confirmMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => setOutcome((await copyText(text)) ? "copied" : "failed");
  const shown = outcome === "none" ? label : t(outcome === "copied" ? "copy.done" : "copy.failed");
  return (
    <Tooltip label={shown} opened={outcome === "none" ? undefined : true}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={shown} onClick={() => void copy()}>
        {outcome === "copied" ? <Check size={14} /> : <Copy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
