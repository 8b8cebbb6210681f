import { at } from "./columns";

// What is kept over one such part of the range is the strength itself: the usual 0.6, 0.9 and 0.99 then look as they do
// elsewhere with a thousand points on screen.
const parts = 500;

/**
 * An exponential mean of a column, without the bias of its beginning. The weight of a value falls with its distance on
 * the x axis, measured in parts of `span` (the range on screen), and not with the number of buckets in between; so the
 * same strength looks the same for sparse and dense series. Buckets without a finite value stay NaN and weigh nothing.
 * @param strength from 0 (no smoothing) to below 1
 */
export function smooth(x: Float64Array, values: Float64Array, strength: number, span: number): Float64Array {
  if (!(strength > 0) || !(span > 0)) return values;
  const decay = (Math.log(Math.min(strength, 0.999)) * parts) / span;
  const out = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  let before = at(x, 0);
  for (let i = 0; i < values.length; i++) {
    const value = at(values, i);
    if (!Number.isFinite(value)) {
      out[i] = Number.NaN;
      continue;
    }
    const kept = Math.exp(decay * (at(x, i) - before));
    sum = sum * kept + value;
    weight = weight * kept + 1;
    before = at(x, i);
    out[i] = sum / weight;
  }
  return out;
}
