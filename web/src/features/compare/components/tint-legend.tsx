import { formatNumber } from "@/lib/format";
import { domainOf } from "../lib/axes";
import { highColor, lowColor, type Tint } from "../lib/tint";
import classes from "./tint-legend.module.css";

const mostNames = 16;

/** What the colours stand for, when they do not stand for runs. */
export function TintLegend({ tint }: { tint: Tint }) {
  const { values, names } = tint;
  if (!values) return null;
  if (values.kind === "number") {
    const [min, max] = domainOf(values.values, false);
    return (
      <p className={classes.legend}>
        <bdi>{values.path}</bdi>
        <span data-number>{formatNumber(min)}</span>
        <span className={classes.ramp} style={{ background: `linear-gradient(in oklab to right, ${lowColor}, ${highColor})` }} />
        <span data-number>{formatNumber(max)}</span>
      </p>
    );
  }
  return (
    <p className={classes.legend}>
      <bdi>{values.path}</bdi>
      {names.slice(0, mostNames).map(({ name, color }) => (
        <span key={name} className={classes.name}>
          <i style={{ background: color }} />
          <bdi>{name}</bdi>
        </span>
      ))}
      {names.length > mostNames && <span>+{names.length - mostNames}</span>}
    </p>
  );
}
