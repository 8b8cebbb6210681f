export interface Part {
  readonly text: string;
  readonly isHit: boolean;
}

/** A text cut at every place where another stands, in any case. `wanted` is in lower case. */
export function splitAtHits(text: string, wanted: string): Part[] {
  const lower = text.toLowerCase();
  // Lower case of a few letters is longer than they are; then places would not fit.
  if (wanted === "" || lower.length !== text.length) return [{ text, isHit: false }];
  const parts: Part[] = [];
  let place = 0;
  for (let hit = lower.indexOf(wanted); hit >= 0; hit = lower.indexOf(wanted, place)) {
    if (hit > place) parts.push({ text: text.slice(place, hit), isHit: false });
    parts.push({ text: text.slice(hit, hit + wanted.length), isHit: true });
    place = hit + wanted.length;
  }
  if (place < text.length) parts.push({ text: text.slice(place), isHit: false });
  return parts;
}
