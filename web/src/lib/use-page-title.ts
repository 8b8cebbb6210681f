import { useEffect } from "react";

// Longer than any tab is wide; marks that turn the direction of writing would reach beyond their part.
const mostChars = 80;
const shorten = (part = "") => {
  const plain = part.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, "");
  return plain.length > mostChars ? `${plain.slice(0, mostChars)}…` : plain;
};

/** Names the page in the browser's tab, most particular part first. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter((part) => part !== undefined && part !== "").map(shorten), "Nereid"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
