import { describe, expect, test } from 'vitest';
import type { ShardState } from '../../core/fleet/fleet-view.ts';
import { ApiFailure } from '../client/api-server.ts';
import { clusterCondition } from './cluster-condition.ts';
import { initialState } from './reflector.ts';

function shard(
  state: ShardState['state'],
  reason = '',
  trueAtMs: number | undefined = state === 'live' || state === 'stale' ? 1 : undefined,
): ShardState {
  return { ...initialState({ group: '', version: 'v1' }, 0), state, reason, trueAtMs };
}

const refused = new ApiFailure('refused', 'connection refused');
const calm = { defect: undefined, failing: undefined, cut: false };

describe('the state of a cluster', () => {
  test('is live when everything that is served and allowed is live', () => {
    const shards = [shard('live'), shard('not served', 'x'), shard('forbidden', 'no')];
    expect(clusterCondition({ ...calm, shards })).toEqual({ state: 'live', reason: '' });
  });

  test('is unreachable at the first failure while nothing is known, later only when it stays away', () => {
    expect(clusterCondition({ ...calm, failing: refused, shards: [shard('syncing')] }).state).toBe('unreachable');
    expect(clusterCondition({ ...calm, failing: refused, shards: [shard('live')] }).state).toBe('live');
    expect(clusterCondition({ ...calm, failing: refused, cut: true, shards: [shard('stale', 'the watch broke')] })).toEqual({
      state: 'unreachable',
      reason: 'connection refused',
    });
  });

  test('is forbidden when nothing at all may be read, or our credentials are not accepted', () => {
    expect(clusterCondition({ ...calm, shards: [shard('forbidden', 'no'), shard('not served')] })).toEqual({
      state: 'forbidden',
      reason: 'no',
    });
    const failing = new ApiFailure('unauthorized', 'Unauthorized', { status: 401 });
    expect(clusterCondition({ ...calm, failing, shards: [shard('forbidden')] }).state).toBe('forbidden');
  });

  test('is syncing before stale: a first sync ends soon', () => {
    expect(clusterCondition({ ...calm, shards: [shard('stale', 'x'), shard('syncing')] }).state).toBe('syncing');
    expect(clusterCondition({ ...calm, shards: [shard('stale', 'x'), shard('live')] })).toEqual({ state: 'stale', reason: 'x' });
    expect(clusterCondition({ ...calm, shards: [] }).state).toBe('syncing');
  });

  test('is unreachable with the reason of a broken configuration', () => {
    expect(clusterCondition({ ...calm, defect: 'no such user', shards: [] })).toEqual({ state: 'unreachable', reason: 'no such user' });
  });
});
