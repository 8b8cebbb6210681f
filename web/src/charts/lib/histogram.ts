/** One histogram of a series: rising edges, and for each bin how much fell into it. */
export interface Histogram {
  readonly step: number;
  readonly edges: Float64Array;
  /** Mass of each bin: counts, or densities times the width of the bin. Never below zero. */
  readonly mass: Float64Array;
  readonly total: number;
}

/** Reads counts or densities. Bins without a finite, positive figure hold nothing. */
export function histogramOf(step: number, edges: readonly number[], figures: readonly number[], isDensity: boolean): Histogram {
  const mass = Float64Array.from({ length: Math.max(0, edges.length - 1) }, (_, i) => {
    const width = (edges[i + 1] ?? 0) - (edges[i] ?? 0);
    const value = (figures[i] ?? 0) * (isDensity ? width : 1);
    return Number.isFinite(value) && value > 0 && width >= 0 ? value : 0;
  });
  return { step, edges: Float64Array.from(edges), mass, total: mass.reduce((sum, one) => sum + one, 0) };
}

/** Where a share of the mass lies below, on the line inside its bin; NaN for an empty histogram. */
export function quantileOf({ edges, mass, total }: Histogram, share: number): number {
  if (!(total > 0)) return Number.NaN;
  let left = share * total;
  for (let i = 0; i < mass.length; i++) {
    const here = mass[i] ?? 0;
    if (here > 0 && left <= here) return (edges[i] ?? 0) + ((edges[i + 1] ?? 0) - (edges[i] ?? 0)) * Math.max(0, left / here);
    left -= here;
  }
  const last = mass.findLastIndex((one) => one > 0);
  return edges[last + 1] ?? Number.NaN;
}

/** From the least to the greatest edge that has mass beside it; undefined when all are empty. */
export function extentOf(histograms: readonly Histogram[]): readonly [number, number] | undefined {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { edges, mass } of histograms) {
    const first = mass.findIndex((one) => one > 0);
    if (first < 0) continue;
    least = Math.min(least, edges[first] ?? least);
    greatest = Math.max(greatest, edges[mass.findLastIndex((one) => one > 0) + 1] ?? greatest);
  }
  if (!(least <= greatest) || !Number.isFinite(least) || !Number.isFinite(greatest)) return undefined;
  return least < greatest ? [least, greatest] : [least - 0.5, greatest + 0.5];
}

/** The share of the mass in each of equal parts of a range; a bin that reaches over several is split by width. */
export function sharesOf({ edges, mass, total }: Histogram, [low, high]: readonly [number, number], parts: number): Float64Array {
  const shares = new Float64Array(parts);
  if (!(total > 0)) return shares;
  const width = (high - low) / parts;
  for (let i = 0; i < mass.length; i++) {
    const here = (mass[i] ?? 0) / total;
    if (here === 0) continue;
    const [from, to] = [edges[i] ?? 0, edges[i + 1] ?? 0];
    const first = Math.min(parts - 1, Math.max(0, Math.floor((from - low) / width)));
    const last = Math.min(parts - 1, Math.max(0, Math.ceil((to - low) / width) - 1));
    if (first >= last || to <= from) {
      shares[first] = (shares[first] ?? 0) + here;
      continue;
    }
    for (let part = first; part <= last; part++) {
      const covered = Math.min(to, low + (part + 1) * width) - Math.max(from, low + part * width);
      shares[part] = (shares[part] ?? 0) + (here * Math.max(0, covered)) / (to - from);
    }
  }
  return shares;
}
