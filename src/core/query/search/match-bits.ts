/** A text contains the word. */
export const containsBit = 1;
/** A text begins with the word. */
export const beginsBit = 2;
/** The word is the whole text, or a whole part of one that control characters divide. */
export const wholeBit = 4;

/** How a folded text matches a folded word: a sum of bits, 0 when not at all. */
export function matchBits(text: string, word: string): number {
  let at = text.indexOf(word);
  if (at < 0) return 0;
  const bits = at === 0 ? containsBit | beginsBit : containsBit;
  for (; at >= 0; at = text.indexOf(word, at + 1)) if (isWholePart(text, at, at + word.length)) return bits | wholeBit;
  return bits;
}

/** True when what lies between two places is bounded by control characters or the ends of the text. */
export function isWholePart(text: string, from: number, to: number): boolean {
  return (from === 0 || text.charCodeAt(from - 1) < 0x20) && (to === text.length || text.charCodeAt(to) < 0x20);
}
