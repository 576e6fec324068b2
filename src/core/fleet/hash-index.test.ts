import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { HashIndex } from './hash-index.ts';

function found(index: HashIndex, hash: number): number[] {
  const rows: number[] = [];
  for (let slot = index.first(hash); slot >= 0; slot = index.next(hash, slot)) rows.push(index.rowAt(slot));
  return rows.sort((a, b) => a - b);
}

test('an index finds what was added and not removed, with many equal and neighbouring hashes', () => {
  const seed = 'hash-index';
  const random = seededRandom(seed);
  const index = new HashIndex();
  const model = new Map<number, Set<number>>();
  for (let step = 0; step < 20_000; step++) {
    const hash = random.chance(0.5) ? random.int(40) : -random.int(40);
    const row = random.int(1000);
    const rows = model.get(hash) ?? new Set();
    model.set(hash, rows);
    if (random.chance(0.5) && !rows.has(row)) {
      rows.add(row);
      index.add(hash, row);
    } else {
      rows.delete(row);
      index.remove(hash, row);
    }
  }
  for (const [hash, rows] of model) expect([seed, hash, found(index, hash)]).toEqual([seed, hash, [...rows].sort((a, b) => a - b)]);
  expect(index.size).toBe([...model.values()].reduce((sum, rows) => sum + rows.size, 0));
});
