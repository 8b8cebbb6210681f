/** Undefined for a text that is no list of texts. */
export function readTexts(text: string | undefined): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch (problem) {
    if (problem instanceof SyntaxError) return undefined;
    throw problem;
  }
}
