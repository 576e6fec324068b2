import { describe, expect, test } from 'vitest';
import { ManualTimers } from '../../../test/kit/manual-timers.ts';
import { type ListClass, type ListLease, ListSchedule } from './list-schedule.ts';

const limits = { small: 4, big: 2, perCluster: 2, leaseMs: 2000, smallFirstMs: 300 };
const never = new AbortController().signal;

function bench(): {
  timers: ManualTimers;
  schedule: ListSchedule;
  order: string[];
  leases: Map<string, ListLease>;
  ask(cluster: string, listClass: ListClass, signal?: AbortSignal): void;
} {
  const timers = new ManualTimers();
  const schedule = new ListSchedule({ timers, limits });
  const order: string[] = [];
  const leases = new Map<string, ListLease>();
  const ask = (cluster: string, listClass: ListClass, signal = never): void => {
    void schedule.acquire(cluster, listClass, signal).then((lease) => {
      order.push(lease === undefined ? `${cluster} gave up` : `${cluster} ${listClass}`);
      if (lease !== undefined) leases.set(`${cluster} ${listClass}`, lease);
    });
  };
  return { timers, schedule, order, leases, ask };
}

describe('the schedule of lists', () => {
  test('reads small ones first, then pods, then the rest; what somebody asks for overtakes', async () => {
    const { timers, order, leases, ask } = bench();
    ask('a', 'small');
    ask('b', 'big');
    ask('c', 'pods');
    ask('d', 'pods');
    await timers.settle();
    expect(order).toEqual(['a small']);
    leases.get('a small')?.release();
    await timers.settle();
    expect(order).toEqual(['a small', 'c pods', 'd pods']);
    ask('e', 'asked');
    leases.get('c pods')?.release();
    leases.get('d pods')?.release();
    await timers.settle();
    expect(order.slice(3)).toEqual(['e asked', 'b big']);
  });

  test('reads at most two lists of one cluster at a time, and others meanwhile', async () => {
    const { timers, order, ask } = bench();
    for (let i = 0; i < 3; i++) ask('a', 'small');
    ask('b', 'small');
    await timers.settle();
    expect(order).toEqual(['a small', 'a small', 'b small']);
  });

  test('gives the place of a list that makes no progress to the next one', async () => {
    const { timers, order, leases, ask } = bench();
    ask('sick', 'big');
    ask('slow', 'big');
    ask('well', 'big');
    await timers.advance(1500);
    leases.get('slow big')?.progress();
    expect(order).toEqual(['sick big', 'slow big']);
    await timers.advance(500);
    expect(order).toEqual(['sick big', 'slow big', 'well big']);
    leases.get('sick big')?.release();
    ask('next', 'big');
    await timers.advance(1000);
    expect(order).not.toContain('next big');
  });

  test('lets heavy lists wait for small ones only while these come in', async () => {
    const { timers, order, ask } = bench();
    ask('hanging', 'small');
    ask('a', 'big');
    await timers.advance(299);
    expect(order).toEqual(['hanging small']);
    await timers.advance(1);
    expect(order).toEqual(['hanging small', 'a big']);
  });

  test('forgets who gives up waiting', async () => {
    const { timers, schedule, order, leases, ask } = bench();
    const gone = new AbortController();
    ask('a', 'big');
    ask('b', 'big');
    ask('c', 'big', gone.signal);
    ask('d', 'big');
    await timers.settle();
    gone.abort();
    leases.get('a big')?.release();
    await timers.settle();
    expect(order).toEqual(['a big', 'b big', 'c gave up', 'd big']);
    expect(schedule.waiting).toBe(0);
  });
});
