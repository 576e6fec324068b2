import type { RowId } from './fleet-view.ts';
import type { IntLane } from './int-lane.ts';
import type { UidWords } from './uid-words.ts';

/** A test for rows whose uid begins with a text in lower case, reading words and no text; undefined when no uid can. */
export function uidPrefixTest(prefix: string, uidWords: UidWords, uids: IntLane): ((row: RowId) => boolean) | undefined {
  const words = wordsOf(prefix);
  const odd = uidWords.oddCount > 1;
  const beginsOddly = (row: RowId): boolean => uidWords.text(uids, row).toLowerCase().startsWith(prefix);
  if (words === undefined) return odd ? (row) => isOdd(uids, row) && beginsOddly(row) : undefined;
  const { values, masks } = words;
  const [value, mask] = [values[0] as number, masks[0] as number];
  const matches = (row: RowId): boolean => {
    // Nearly all rows fail at the first word.
    if ((uids.at(row * 4) & mask) >>> 0 !== value) return false;
    for (let i = 1; i < 4; i++) if ((uids.at(row * 4 + i) & (masks[i] as number)) >>> 0 !== values[i]) return false;
    return true;
  };
  return odd ? (row) => (isOdd(uids, row) ? beginsOddly(row) : matches(row)) : matches;
}

/** Uids that are no lower-case UUIDs are kept as text, and have no words of their own. */
function isOdd(uids: IntLane, row: RowId): boolean {
  return uids.at(row * 4) === 0 && uids.at(row * 4 + 1) === 0;
}

/** What the four words of a UUID are as far as the text goes, and which of their bits it says; undefined when no UUID begins so. */
function wordsOf(prefix: string): { readonly values: Uint32Array; readonly masks: Uint32Array } | undefined {
  if (prefix === '' || prefix.length > 36) return undefined;
  for (let i = 0; i < prefix.length; i++) {
    const dash = i === 8 || i === 13 || i === 18 || i === 23;
    if (dash ? prefix[i] !== '-' : !/[0-9a-f]/.test(prefix[i] as string)) return undefined;
  }
  const digits = prefix.replaceAll('-', '');
  const values = new Uint32Array(4);
  const masks = new Uint32Array(4);
  for (let i = 0; i * 8 < digits.length; i++) {
    const part = digits.slice(i * 8, i * 8 + 8);
    values[i] = Number.parseInt(part.padEnd(8, '0'), 16);
    masks[i] = Number.parseInt('f'.repeat(part.length).padEnd(8, '0'), 16);
  }
  return { values, masks };
}
