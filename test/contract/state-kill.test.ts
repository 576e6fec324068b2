import { expect, test } from 'vitest';
import { killKeeper } from '../kit/kill-keeper.ts';

test('killed at random moments a hundred times it starts every time, with nothing older than the last complete write', {
  timeout: 600_000,
}, async () => {
  expect(await killKeeper({ times: 100, seed: 'many' })).toBeGreaterThan(100);
});
