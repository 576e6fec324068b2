import { expect, test } from 'vitest';
import type { ClusterFacts } from '../fleet/fleet-view.ts';
import { clustersAnswer } from './clusters-answer.ts';

function cluster(id: string, more: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    id,
    uid: undefined,
    aliases: [],
    labels: {},
    server: `https://${id}.example`,
    state: 'live',
    sinceMs: 0,
    reason: '',
    version: undefined,
    latencyMs: undefined,
    lastContactMs: undefined,
    clockSkewMs: undefined,
    ...more,
  };
}

const fleet = [
  cluster('pay-1', { labels: { channel: 'beta', Owner: 'Payments' } }),
  cluster('shop-1', { labels: { channel: 'stable' }, state: 'unreachable', reason: 'connection refused' }),
  cluster('lab', {}),
];
const names = (q: { selector?: string; filter?: string }) =>
  clustersAnswer(fleet, { nowMs: 0, wide: false, ...q }).tables[0]?.rows.map((row) => row.name);

test.each([
  [{}, ['lab', 'pay-1', 'shop-1']],
  [{ selector: 'channel=beta' }, ['pay-1']],
  [{ selector: 'channel!=beta' }, ['lab', 'shop-1']],
  [{ selector: 'channel!=beta,channel!=stable' }, ['lab']],
  [{ selector: '__proto__=x' }, []],
  [{ filter: 'SHOP' }, ['shop-1']],
  [{ filter: 'payments' }, ['pay-1']],
])('%j keeps %j', (q, expected) => {
  expect(names(q)).toEqual(expected);
});

test('a cluster in trouble stays in the table, with its reason, and is marked', () => {
  const row = clustersAnswer(fleet, { nowMs: 0, wide: false }).tables[0]?.rows[2];
  expect(row).toMatchObject({ name: 'shop-1', stale: true });
  expect(row?.cells).toContain('connection refused');
});

test('names stand in natural order', () => {
  const ids = ['shop-10', 'shop-2', 'shop-1'].map((id) => cluster(id));
  expect(clustersAnswer(ids, { nowMs: 0, wide: false }).tables[0]?.rows.map(({ name }) => name)).toEqual(['shop-1', 'shop-2', 'shop-10']);
});
