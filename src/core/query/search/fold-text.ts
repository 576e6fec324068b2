/**
 * A text with capital letters as small ones, of the same length, so that places found in one are places in the other.
 * A letter whose small form is longer or shorter stays as it is.
 */
export function foldText(text: string): string {
  if (!beyondLatin1.test(text)) return text.toLowerCase();
  let folded = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text[i] as string;
    const small = unit.toLowerCase();
    folded += small.length === 1 ? small : unit;
  }
  return folded;
}

/** True when a text has signs that take two bytes each. */
export function isBeyondLatin1(text: string): boolean {
  return beyondLatin1.test(text);
}

const beyondLatin1 = /[\u0100-\uffff]/;
