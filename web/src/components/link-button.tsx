import { ActionIcon, Tooltip } from "@mantine/core";
import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/lib/clipboard";

const confirmMs = 1_500;

interface Props {
  /** The address to copy; asked when it is wanted, since it may hang on what is on screen then. */
  address: () => string;
  /** What the link leads to, for screen readers. */
  label: string;
  className?: string;
}

/** Copies the address of one part of a page. */
export function LinkButton({ address, label, className }: Props) {
  const { t } = useTranslation("common");
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), confirmMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(new URL(address(), window.location.href).href)) ? "copied" : "failed");
  return (
    <Tooltip label={outcome === "none" ? t("copy.link") : t(outcome === "copied" ? "copy.done" : "copy.failed")} opened={outcome === "none" ? undefined : true}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        className={className}
        aria-label={`${t("copy.link")}: ${label}`}
        onClick={(event) => {
          event.stopPropagation();
          void copy();
        }}
      >
        {outcome === "copied" ? <Check size={14} /> : <Link2 size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
