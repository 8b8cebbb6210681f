import { useEffect } from "react";

/** Names the page in the browser's tab, most particular part first. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), "Nereid"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
