import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { curveQuery } from "../api/curves";
import classes from "./run-cell.module.css";

const width = 100;
const height = 20;

/** The course of a series in a cell: small, without axes, from its own least to its own greatest value. */
export function CurveCell({ runId, path }: { runId: string; path: string }) {
  const { data } = useQuery(curveQuery(runId, path));
  const line = useMemo(() => {
    if (data === undefined || data.y.length === 0) return "";
    const [min, max] = [Math.min(...data.y), Math.max(...data.y)];
    const place = (value: number) => (max > min ? 1 + (1 - (value - min) / (max - min)) * (height - 2) : height / 2);
    return data.y.map((value, i) => `${i === 0 ? "M" : "L"}${((data.x[i] ?? 0) * width).toFixed(1)} ${place(value).toFixed(1)}`).join("");
  }, [data]);
  return (
    <svg className={classes.curve} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={line} />
    </svg>
  );
}
