import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { LabelIndex, labelPairs, SelectorIndex } from './selector-index.ts';
import { matchesSelectorObject } from './selector-object.ts';

const seed = 'selectors';

test(`with an index the same is found, in the same order, as by asking each (seed ${seed})`, () => {
  const random = seededRandom(seed);
  const labels = (most: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: random.int(most + 1) }, () => [random.pick(['app', 'tier', 'part-of', '__proto__x']), `v${random.int(3)}`]),
    );
  for (let round = 0; round < 60; round++) {
    const selectors = Array.from({ length: random.int(12) }, () => ({ matchLabels: labels(2) }));
    const things = Array.from({ length: random.int(12) }, () => labels(4));
    const bySelector = new SelectorIndex(selectors, ({ matchLabels }) => labelPairs(matchLabels));
    const byLabel = new LabelIndex(things, (one) => one);
    for (const thing of [...things, {}, ...things])
      expect(bySelector.candidates(thing).filter((one) => matchesSelectorObject(one, thing))).toEqual(
        selectors.filter((one) => matchesSelectorObject(one, thing)),
      );
    for (const selector of [...selectors, ...selectors])
      expect(byLabel.candidates(labelPairs(selector.matchLabels)).filter((one) => matchesSelectorObject(selector, one))).toEqual(
        things.filter((one) => matchesSelectorObject(selector, one)),
      );
  }
});

test('the second question no longer asks each', () => {
  const index = new SelectorIndex([{ app: 'a', part: 'x' }, { app: 'b', part: 'x' }, {}], labelPairs);
  expect(index.candidates({ app: 'a', part: 'x' })).toHaveLength(3);
  expect(index.candidates({ app: 'a', part: 'x' })).toEqual([{ app: 'a', part: 'x' }, {}]);
});
