import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerForCard } from "../export/card";
import { svgOf } from "../export/svg";
import type { ChartModel } from "../view/chart-view";
import { exportColors } from "../view/palette";
import { useXName } from "./use-x-name";

/** Offers a chart that is drawn for the preview card of a link. Shows nothing, and draws only when it is asked to. */
export function CardOffer({ panel, title, model }: { panel: RefObject<HTMLElement | null>; title: string; model: ChartModel }): null {
  const { t } = useTranslation("charts");
  const xName = useXName(model);
  const draw = useRef((): string => "");
  draw.current = () => svgOf(model, { title, xName, more: (count) => t("moreLines", { count }), notes: (count) => t("pins.count", { count }) }, exportColors("light"));
  useEffect(() => (panel.current ? offerForCard({ element: panel.current, svg: () => draw.current() }) : undefined), [panel]);
  return null;
}
