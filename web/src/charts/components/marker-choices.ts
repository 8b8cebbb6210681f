import type { useTranslation } from "react-i18next";
import { markerSteps } from "../lib/markers";

/** What a person may choose for the markers of lines; what an address says besides stands among it. */
export function markerChoices(t: ReturnType<typeof useTranslation<"charts">>["t"], current: number | undefined): { value: string; label: string }[] {
  const steps = [...new Set([...markerSteps, ...(current === undefined ? [] : [current])])].toSorted((a, b) => a - b);
  return [{ value: "off", label: t("markers.off") }, ...steps.map((count) => ({ value: String(count), label: t("markers.every", { count }) }))];
}
