import { beginsBit, containsBit, wholeBit } from './match-bits.ts';
import type { SearchRank } from './search-answer.ts';

/** How much a match is worth, best last; the text itself beats one that contains it, as an address among longer ones. */
export const matchScores = { none: 0, other: 1, otherWhole: 2, name: 3, prefix: 4, exact: 5 } as const;

/** Scores by match bits for the name of an object. */
export const nameScores: Uint8Array = scores((bits) => {
  if ((bits & (beginsBit | wholeBit)) === (beginsBit | wholeBit)) return matchScores.exact;
  return bits & beginsBit ? matchScores.prefix : matchScores.name;
});

/** Scores by match bits for any other field. */
export const otherScores: Uint8Array = scores((bits) => (bits & wholeBit ? matchScores.otherWhole : matchScores.other));

/** The best word's score first, then that of all words together. */
export function combinedScore(best: number, sum: number): number {
  return best * 256 + sum;
}

/** What a combined score means. */
export function rankOf(combined: number): SearchRank {
  const best = combined >>> 8;
  if (best === matchScores.exact) return 'exact';
  if (best === matchScores.prefix) return 'prefix';
  return best === matchScores.name ? 'name' : 'other';
}

function scores(of: (bits: number) => number): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, bits) => (bits & containsBit ? of(bits) : 0));
}
