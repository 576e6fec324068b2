import { expect, test } from 'vitest';
import { FloatLane } from './float-lane.ts';
import { IntLane } from './int-lane.ts';
import { RefLane } from './ref-lane.ts';

test('F3: without a fork, writes stay in the chunk; a lane grows by doubling', () => {
  const lane = new IntLane(1);
  lane.set(0, 7);
  const chunk = lane.chunks[0];
  lane.set(255, 8);
  expect(lane.chunks[0]).toBe(chunk);
  lane.set(300, 9);
  expect([lane.chunks[0]?.length, lane.at(0), lane.at(255), lane.at(300), lane.at(299)]).toEqual([512, 7, 8, 9, 0]);
  lane.set(4096 * 2, 1);
  expect([lane.chunks.length, lane.chunks[1]]).toEqual([3, undefined]);
});

test('F3: after a fork the first different value copies its chunk, once, and an equal one does not', () => {
  const older = new IntLane(1);
  for (const position of [0, 5000]) older.set(position, 1);
  const newer = older.fork(2);
  newer.set(0, 1);
  expect(newer.chunks[0]).toBe(older.chunks[0]);
  newer.set(0, 2);
  const copy = newer.chunks[0];
  newer.set(1, 3);
  expect([newer.chunks[0] === copy, newer.chunks[0] === older.chunks[0], newer.chunks[1] === older.chunks[1]]).toEqual([true, false, true]);
  expect([older.at(0), newer.at(0), older.at(1), newer.at(1)]).toEqual([1, 2, 0, 3]);
});

test('F3: numbers likewise; NaN equals NaN, and 0 is not -0', () => {
  const older = new FloatLane(1);
  older.set(0, Number.NaN);
  older.set(1, 0);
  const newer = older.fork(2);
  newer.set(0, Number.NaN);
  expect(newer.chunks[0]).toBe(older.chunks[0]);
  newer.set(1, -0);
  expect([older.number(1), newer.number(1), newer.number(2)]).toEqual([0, -0, Number.NaN]);
});

test('F3: references likewise', () => {
  const older = new RefLane<string>(1);
  older.set(0, 'old');
  const newer = older.fork(2);
  newer.set(0, 'new');
  newer.set(600, 'far');
  expect([older.at(0), older.at(600), newer.at(0), newer.at(600), newer.at(99_999)]).toEqual(['old', undefined, 'new', 'far', undefined]);
});
