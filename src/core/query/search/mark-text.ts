import { foldText } from './fold-text.ts';

/** Beginnings and lengths. */
export type Marks = readonly (readonly [number, number])[];

/** Where folded words stand in a text: in order, those that overlap or touch as one; and which of the words were found. */
export function markText(text: string, words: readonly string[]): { readonly marks: Marks; readonly found: readonly string[] } {
  const folded = foldText(text);
  const places: [number, number][] = [];
  const found = words.filter((word) => {
    let at = folded.indexOf(word);
    const holds = at >= 0;
    for (let n = 0; at >= 0 && n < mostPlaces; n++) {
      places.push([at, at + word.length]);
      at = folded.indexOf(word, at + word.length);
    }
    return holds;
  });
  places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const merged: [number, number][] = [];
  for (const [from, to] of places) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return { marks: merged.map(([from, to]) => [from, to - from]), found };
}

/** Places of one word that are marked in one text. */
const mostPlaces = 20;

/** Characters that are shown of a text at most, and how many of them before the first mark. */
const mostShown = 240;
const shownBefore = 60;

/** A long text cut around its first mark, with `…` where it was cut; marks beyond the cut are left out. */
export function cutAroundMark(text: string, marks: Marks): { readonly text: string; readonly marks: Marks } {
  if (text.length <= mostShown) return { text, marks };
  const from = Math.max(0, Math.min((marks[0]?.[0] ?? 0) - shownBefore, text.length - mostShown));
  const to = from + mostShown;
  const before = from > 0 ? '…' : '';
  const kept = marks
    .filter(([at]) => at >= from && at < to)
    .map(([at, length]): [number, number] => [at - from + before.length, Math.min(length, to - at)]);
  return { text: `${before}${text.slice(from, to)}${to < text.length ? '…' : ''}`, marks: kept };
}
