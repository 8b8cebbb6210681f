/** Which runs are shown in charts and comparisons: the first of the table's order as it is at each moment, or runs by name. */
export type EyeRule = { readonly kind: "top"; readonly count: number } | { readonly kind: "runs"; readonly shortIds: readonly string[] };

const defaultCount = 10;
export const defaultEye: EyeRule = { kind: "top", count: defaultCount };
/** No page draws more lines of one kind than this. */
export const eyeLimit = 1000;

/** From the texts of the address; undefined stands for the default, the first ten. */
export function readEye(texts: readonly string[] | undefined): EyeRule {
  if (texts === undefined || texts.length === 0) return defaultEye;
  const [first = ""] = texts;
  const top = /^top:(\d{1,4})$/.exec(first)?.[1];
  if (texts.length === 1 && top !== undefined) return { kind: "top", count: Math.min(Number(top), eyeLimit) };
  if (texts.length === 1 && first === "none") return { kind: "runs", shortIds: [] };
  return { kind: "runs", shortIds: [...new Set(texts)].slice(0, eyeLimit) };
}

/** The texts for the address; undefined for the default. */
export function writeEye(rule: EyeRule): string[] | undefined {
  if (rule.kind === "top") return rule.count === defaultCount ? undefined : [`top:${rule.count}`];
  return rule.shortIds.length === 0 ? ["none"] : [...rule.shortIds];
}

/** The short ids that a rule shows, given the table's order as far as it is loaded. */
export function shownBy(rule: EyeRule, order: readonly string[]): readonly string[] {
  return rule.kind === "top" ? order.slice(0, rule.count) : rule.shortIds;
}

/** The rule after the eye of one run was pressed. A rule that follows the order becomes a list of what it shows now. */
export function toggleEye(rule: EyeRule, order: readonly string[], shortId: string): EyeRule {
  const shown = shownBy(rule, order);
  const next = shown.includes(shortId) ? shown.filter((one) => one !== shortId) : [...shown, shortId];
  return { kind: "runs", shortIds: next.slice(0, eyeLimit) };
}
