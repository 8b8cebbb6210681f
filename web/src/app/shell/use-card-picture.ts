import { useEffect, useState } from "react";
import { cardPicture, onCardChart } from "@/charts/export/card";

/** The charts in sight as a picture, also of those that come a little later. A chart that cannot be drawn leaves the card without one. */
export function useCardPicture(isWanted: boolean): Blob | undefined {
  const [picture, setPicture] = useState<Blob>();
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    const show = (made: Blob | undefined) => {
      if (!isGone) setPicture(made);
    };
    const draw = () => void cardPicture().then(show, () => show(undefined));
    draw();
    const stop = onCardChart(draw);
    return () => {
      isGone = true;
      stop();
    };
  }, [isWanted]);
  return picture;
}
