// Beyond this a double no longer tells neighbouring buckets apart.
const exact = 2 ** 50;

/**
 * The width of the buckets that the server makes of a range when it is asked for steady ones: 4, 5, 6 or 7 times a power of two, and the least with which no
 * more than `most` are needed. Undefined where it cuts the range as it is.
 */
export function steadyWidth(least: number, greatest: number, most: number): number | undefined {
  const needed = (greatest - least) / most;
  if (most < 2 || !(needed > Number.MIN_VALUE * exact) || !Number.isFinite(needed) || Math.max(Math.abs(least), Math.abs(greatest)) / needed > exact) return undefined;
  let unit = powerBelow(needed) / 4;
  for (let times = Math.ceil(needed / unit); ; times++) {
    if (times === 8) {
      times = 4;
      unit *= 2;
    }
    const width = times * unit;
    if (Math.floor(greatest / width) - Math.floor(least / width) < most) return width;
  }
}

/** The greatest power of two that is not above a positive number. */
function powerBelow(value: number): number {
  let power = 2 ** Math.floor(Math.log2(value));
  // The logarithm is rounded.
  while (power > value) power /= 2;
  while (power * 2 <= value) power *= 2;
  return power;
}
