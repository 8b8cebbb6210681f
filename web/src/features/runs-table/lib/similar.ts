/** Shorter words are too many steps from each other to guess. */
export const leastLetters = 4;

/** Whether one letter added, left out, exchanged, or two neighbours swapped make one text of the other. */
export function isOneTypoApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** One of these stands in every text that is one typo away from the wanted one. */
export function halvesOf(text: string): readonly string[] {
  const letters = [...text];
  const third = Math.max(2, Math.floor(letters.length / 3));
  // Swapped neighbours may lie on both sides of one cut, not of two.
  return [...new Set([letters.slice(0, third), letters.slice(third, 2 * third), letters.slice(-third)].map((part) => part.join("")))];
}

/** The words and whole texts of values that are one typo away from what was typed, as they are written there. */
export function similarTo(typed: string, values: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase();
  const found = new Set<string>();
  for (const value of values) {
    for (const word of [value, ...value.split(/[\s,;:/_()[\]{}]+/)]) {
      if (word.length >= leastLetters - 1 && isOneTypoApart(word.toLowerCase(), wanted)) found.add(word);
    }
  }
  return [...found].slice(0, 5);
}
