import type { Range } from "./projection";

/** The multiples of `step` inside the range. Counted in whole steps, so that no rounding error piles up. */
function multiples(step: number, [min, max]: Range): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  const decimals = Math.min(100, Math.max(0, -Math.floor(Math.log10(step)) + 1));
  const ticks: number[] = [];
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toFixed(decimals)));
  return ticks;
}

/** The least of 1, 2, 5 times a power of ten that makes at most `most` ticks. */
export function niceStep(span: number, most: number): number {
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const factor of [1, 2, 5]) if (power * factor >= rough * (1 - 1e-9)) return power * factor;
  return power * 10;
}

/** One tick is no scale: asks for closer ones until two of them are in the range. */
function atLeastTwo(most: number, ticksFor: (most: number) => number[]): number[] {
  let ticks = ticksFor(most);
  for (let more = 2 * most; ticks.length < 2 && more <= 8 * most; more *= 2) ticks = ticksFor(more);
  return ticks;
}

export function linearTicks(range: Range, most: number): number[] {
  const span = range[1] - range[0];
  return span > 0 ? atLeastTwo(most, (most) => multiples(niceStep(span, most), range)) : [range[0]];
}

/** Steps are whole numbers nearly always: no ticks between them unless fewer than two of them are in the range. */
export function stepTicks(range: Range, most: number): number[] {
  const span = range[1] - range[0];
  if (!(span > 0)) return [range[0]];
  const whole = atLeastTwo(most, (most) => multiples(Math.max(1, niceStep(span, most)), range));
  return whole.length >= 2 ? whole : linearTicks(range, most);
}

/** Powers of ten; with 2 and 5 times them when there is room; plain ticks when the range is within one decade. */
export function logTicks([min, max]: Range, most: number): number[] {
  const decades = Math.log10(max / min);
  if (!(decades >= 1)) return linearTicks([min, max], most);
  const stride = Math.max(1, Math.ceil(decades / most));
  const factors = decades * 3 <= most ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max) + 1e-9; power++) {
    if (power % stride !== 0) continue;
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks([min, max], most);
}

/** Zero and the powers of ten from `threshold` on, on both sides. */
export function symlogTicks(range: Range, threshold: number, most: number): number[] {
  const [min, max] = range;
  const decadesOf = (size: number) => (size > threshold ? Math.log10(size / threshold) : 0);
  const decades = decadesOf(max) + decadesOf(-min);
  // Away from zero it is a log scale in all but name.
  if (min > threshold) return logTicks(range, most);
  if (max < -threshold) return logTicks([-max, -min], most).map((tick) => -tick).toReversed();
  if (decades === 0) return linearTicks(range, most);
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, most - 1)));
  const start = Math.round(Math.log10(threshold)) + stride;
  const ticks = min <= 0 && max >= 0 ? [0] : [];
  for (let power = start; power <= Math.log10(Math.max(max, -min)) + 1e-9; power += stride) {
    const tick = Number(`1e${power}`);
    if (tick <= max) ticks.push(tick);
    if (-tick >= min) ticks.unshift(-tick);
  }
  return ticks;
}

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const durations = [
  1, 2, 5, 10, 15, 30,
  minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour,
  day, 2 * day, 7 * day, 14 * day,
];

/** The step between ticks of a length of time, in seconds: a round number of seconds, minutes, hours or days. */
export function durationStep(span: number, most: number): number {
  const rough = span / Math.max(1, most);
  if (rough <= 1) return niceStep(span, most);
  return durations.find((step) => step >= rough) ?? niceStep(span / day, most) * day;
}

export function relativeTimeTicks(range: Range, most: number): number[] {
  const span = range[1] - range[0];
  return span > 0 ? atLeastTwo(most, (most) => multiples(durationStep(span, most), range)) : [range[0]];
}

const months = [1, 2, 3, 6, 12];

/** Ticks at round moments of the local calendar. Times are Unix seconds. */
export function absoluteTimeTicks(range: Range, most: number): number[] {
  return range[1] > range[0] ? atLeastTwo(most, (most) => momentTicks(range, most)) : [range[0]];
}

function momentTicks(range: Range, most: number): number[] {
  const [min, max] = range;
  const span = max - min;
  const rough = span / Math.max(1, most);
  if (rough <= 1) return multiples(niceStep(span, most), range);
  const ticks: number[] = [];
  if (rough <= 14 * day) {
    const step = durations.find((one) => one >= rough) ?? 14 * day;
    // Counted from a local midnight before the range, so that a step of hours falls on round local hours; days are
    // counted on the calendar, as one of them may have 23 or 25 hours.
    const midnight = new Date(min * 1000);
    midnight.setHours(0, 0, 0, 0);
    if (step < day) {
      const start = midnight.getTime() / 1000;
      for (let i = Math.ceil((min - start) / step); start + i * step <= max; i++) ticks.push(start + i * step);
      return ticks;
    }
    const days = step / day;
    const sinceEpoch = Math.floor((midnight.getTime() - midnight.getTimezoneOffset() * 60_000) / (day * 1000));
    midnight.setDate(midnight.getDate() - (((sinceEpoch % days) + days) % days));
    for (const tick = midnight; tick.getTime() / 1000 <= max; tick.setDate(tick.getDate() + days)) {
      if (tick.getTime() / 1000 >= min) ticks.push(tick.getTime() / 1000);
    }
    return ticks;
  }
  const roughMonths = rough / (30 * day);
  const stride = months.find((one) => one >= roughMonths) ?? 12 * Math.max(1, Math.round(niceStep(span / (365 * day), most)));
  const first = new Date(min * 1000);
  const years = Math.max(1, stride / 12);
  const year = stride >= 12 ? first.getFullYear() - (first.getFullYear() % years) : first.getFullYear();
  const tick = new Date(year, stride >= 12 ? 0 : first.getMonth() - (first.getMonth() % stride), 1);
  for (; tick.getTime() / 1000 <= max; tick.setMonth(tick.getMonth() + stride)) {
    if (tick.getTime() / 1000 >= min) ticks.push(tick.getTime() / 1000);
  }
  return ticks;
}
