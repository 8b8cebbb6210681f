import { useTranslation } from "react-i18next";
import type { ChartModel } from "../view/chart-view";

/** What the x axis is called. */
export function useXName({ xAxis, xLabel }: Pick<ChartModel, "xAxis" | "xLabel">): string {
  const { t } = useTranslation("charts");
  return xLabel ?? t(`x.${xAxis}`);
}
