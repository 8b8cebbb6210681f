import { ActionIcon, Tooltip } from "@mantine/core";
import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/lib/clipboard";

const confirmMs = 1_500;

interface Props {
  /** The text; asked when it is wanted, if it hangs on what is on screen then. */
  text: string | (() => string);
  /** Says what is copied, for screen readers. */
  label: string;
  /** The same for the tooltip, when something shorter will do. */
  hint?: string;
  icon?: LucideIcon;
  className?: string;
}

/** Copies a text, and says whether it could. */
export function CopyButton({ text, label, hint = label, icon: Icon = Copy, className }: Props) {
  const { t } = useTranslation("common");
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), confirmMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(typeof text === "string" ? text : text())) ? "copied" : "failed");
  const said = outcome === "none" ? undefined : t(outcome === "copied" ? "copy.done" : "copy.failed");
  return (
    <Tooltip label={said ?? hint} opened={said === undefined ? undefined : true}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        className={className}
        aria-label={said ?? label}
        onClick={(event) => {
          // What it stands on may be a button itself.
          event.stopPropagation();
          void copy();
        }}
      >
        {outcome === "copied" ? <Check size={14} /> : <Icon size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
