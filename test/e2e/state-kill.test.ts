import { expect, test } from 'vitest';
import { killKeeper } from '../kit/kill-keeper.ts';

// A hundred times in test/contract.
test('killed at random moments it starts every time, with nothing older than the last complete write', { timeout: 60_000 }, async () => {
  expect(await killKeeper({ times: 8, seed: 'few' })).toBeGreaterThan(0);
});
