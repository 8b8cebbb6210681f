import { Link2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "./copy-button";

interface Props {
  /** The address to copy; asked when it is wanted. */
  address: () => string;
  /** What the link leads to, for screen readers. */
  label: string;
  className?: string;
}

/** Copies the address of one part of a page. */
export function LinkButton({ address, label, className }: Props) {
  const { t } = useTranslation("common");
  return <CopyButton text={() => new URL(address(), window.location.href).href} label={`${t("copy.link")}: ${label}`} hint={t("copy.link")} icon={Link2} className={className} />;
}
