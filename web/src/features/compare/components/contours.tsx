import { useMemo } from "react";
import { numberLabels } from "@/charts/lib/labels";
import { contoursOf, type Sample } from "../lib/contour";
import classes from "./scatter.module.css";

/** Lines of equal value behind the dots, each with its value once. */
export function Contours({ samples }: { samples: readonly Sample[] }) {
  // Pointing at dots draws the plot anew, and what is below them stays as it is.
  const key = JSON.stringify(samples.map(({ x, y, z }) => [Math.round(x), Math.round(y), z]));
  const contours = useMemo(() => contoursOf((JSON.parse(key) as [number, number, number][]).map(([x, y, z]) => ({ x, y, z }))), [key]);
  const labels = numberLabels(contours.map(({ level }) => level));
  return (
    <g>
      {contours.map(({ level, pieces }, i) => {
        const [start, end] = pieces[Math.floor(pieces.length / 2)] ?? [];
        return (
          <g key={level}>
            <path d={pieces.map(([[ax, ay], [bx, by]]) => `M${ax.toFixed(1)} ${ay.toFixed(1)}L${bx.toFixed(1)} ${by.toFixed(1)}`).join("")} className={classes.contour} />
            {start && end && (
              <text x={(start[0] + end[0]) / 2} y={(start[1] + end[1]) / 2 + 4} textAnchor="middle" className={classes.level}>
                {labels[i]}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
