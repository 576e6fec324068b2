import { expect, test } from 'vitest';
import { clusterFacts } from '../../../../test/kit/synthetic-fleet.ts';
import { seededRandom } from '../../base/random.ts';
import { BestResults, compareFound, type Found } from './best-results.ts';

test('keeps what sorting all of them would put first, whatever the order and the limit', () => {
  const random = seededRandom('best-results');
  for (const limit of [0, 1, 7, 100]) {
    const all: Found[] = Array.from({ length: 80 }, () => {
      const name = `n${random.int(20)}`;
      return { score: random.int(4), name, facts: clusterFacts(`${name}-${random.int(1000)}`) };
    });
    const best = new BestResults(limit);
    for (const found of all) if (best.admits(found.score, found.name)) best.offer(found);
    const ids = (list: readonly Found[]) => list.map((found) => `${found.score} ${found.name} ${'facts' in found ? found.facts.id : ''}`);
    expect(ids(best.sorted())).toEqual(ids([...all].sort(compareFound).slice(0, limit)));
  }
});
