import { expect, test } from 'vitest';
import { scriptedLine } from '../../../test/kit/scripted-logs.ts';
import { ManualClock } from '../../core/base/clock.ts';
import { seededRandom } from '../../core/base/random.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import type { PodLogRequest } from '../client/pod-log-request.ts';
import type { LogEntry } from './log-entry.ts';
import { LogPlaces } from './log-places.ts';
import type { LogQuestion } from './log-question.ts';
import { LogTail } from './log-tail.ts';
import { systemTimers } from './system-timers.ts';

const pod = (name: string, containers: readonly string[] = ['main'], phase = 'Running'): KubeObject => ({
  kind: 'Pod',
  metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: '1' },
  spec: { containers: containers.map((container) => ({ name: container })) },
  status: {
    phase,
    containerStatuses: containers.map((container) => ({ name: container, containerID: `${name}-${container}`, state: { running: {} } })),
  },
});

interface Reading extends PodLogRequest {
  end(): void;
}

/** An API server whose logs the test writes by hand. */
function handApi(): { readonly api: ApiServer; readonly open: Map<string, Reading> } {
  const open = new Map<string, Reading>();
  const podLog = (q: PodLogRequest): Promise<{ reason: 'ended' | 'aborted' }> =>
    new Promise((resolve) => {
      q.onOpen?.();
      open.set(`${q.pod}/${q.container}`, { ...q, end: () => resolve({ reason: 'ended' }) });
      q.signal.addEventListener('abort', () => resolve({ reason: 'aborted' }), { once: true });
    });
  return { api: { podLog } as unknown as ApiServer, open };
}

const question: LogQuestion = { follow: false, previous: false, tailLines: undefined, sinceTime: undefined, container: () => true };

function tailOf(q: { question?: Partial<LogQuestion>; places?: LogPlaces; whenBehind?: 'drop' | 'wait' } = {}) {
  const stop = new AbortController();
  const { api, open } = handApi();
  const clock = new ManualClock(1_000_000);
  const tail = new LogTail({
    question: { ...question, ...q.question },
    clock,
    timers: systemTimers,
    random: seededRandom('log-tail'),
    signal: stop.signal,
    places: q.places ?? new LogPlaces({ total: 100, perCluster: 100 }),
    whenBehind: q.whenBehind ?? 'wait',
    api: () => api,
    expected: ['c'],
  });
  return { tail, open, stop, clock };
}

async function all(tail: LogTail): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const batch of tail.batches()) entries.push(...batch);
  return entries;
}

const texts = (entries: readonly LogEntry[]): string[] => entries.flatMap((entry) => (entry.type === 'line' ? [entry.line.text] : []));

test('pods and containers that come are opened, once each, and only those that are wanted', () => {
  const { tail, open, stop } = tailOf({ question: { container: (name) => name !== 'sidecar' } });
  tail.setPods('c', [pod('a', ['main', 'sidecar'])], { last: false });
  tail.setPods('c', [pod('a', ['main', 'sidecar']), pod('b')], { last: false });
  expect([...open.keys()]).toEqual(['a/main', 'b/main']);
  stop.abort();
});

test('more pods than places are read in turn when they are not followed, and every line comes', async () => {
  const { tail, open } = tailOf({ places: new LogPlaces({ total: 2, perCluster: 2 }) });
  tail.setPods(
    'c',
    Array.from({ length: 5 }, (_, i) => pod(`p${i}`)),
    { last: true },
  );
  const reading = all(tail);
  const write = async (i: number): Promise<void> => {
    await expect.poll(() => open.has(`p${i}/main`), { timeout: 10_000 }).toBe(true);
    const log = open.get(`p${i}/main`) as Reading;
    // Larger than what one stream may hold while all of them are open: nobody may wait for those in the queue.
    for (let k = 0; k < 4; k++) {
      await log.onLines(Array.from({ length: 100 }, (_, n) => scriptedLine([n * 10 + i, `p${i} ${k} ${'x'.repeat(2000)}`])));
    }
    log.end();
  };
  await Promise.all([0, 1, 2, 3, 4].map(write));
  expect(texts(await reading)).toHaveLength(2000);
});

test('more pods than places are counted when they are followed', () => {
  const { tail, open, stop } = tailOf({ question: { follow: true }, places: new LogPlaces({ total: 2, perCluster: 2 }) });
  tail.setPods(
    'c',
    Array.from({ length: 5 }, (_, i) => pod(`p${i}`)),
    { last: true },
  );
  expect([open.size, tail.opened, tail.refused]).toEqual([2, 2, 3]);
  stop.abort();
});

test('a reader that is too slow loses the oldest lines, and is told how many of whom', async () => {
  const { tail, open, stop, clock } = tailOf({ question: { follow: true }, whenBehind: 'drop' });
  tail.setPods('c', [pod('flood'), pod('quiet')], { last: true });
  const flood = open.get('flood/main') as Reading;
  const blocks = 60;
  for (let i = 0; i < blocks; i++)
    await flood.onLines(Array.from({ length: 1000 }, (_, n) => scriptedLine([i * 1000 + n, `${i * 1000 + n} ${'x'.repeat(1000)}`])));
  clock.advance(10_000);
  let dropped = 0;
  const kept: string[] = [];
  for await (const batch of tail.batches()) {
    for (const entry of batch) if (entry.type === 'dropped') dropped += entry.count;
    kept.push(...texts(batch));
    if (kept.at(-1)?.startsWith(`${blocks * 1000 - 1} `)) stop.abort();
  }
  expect(dropped).toBeGreaterThan(10_000);
  expect(kept.length + dropped).toBe(blocks * 1000);
});

test('with a reader that may wait, the stream waits instead', async () => {
  const { tail, open, stop } = tailOf({ question: { follow: true }, whenBehind: 'wait' });
  tail.setPods('c', [pod('flood')], { last: true });
  const flood = open.get('flood/main') as Reading;
  let blocked: Promise<void> | undefined;
  for (let i = 0; i < 100 && blocked === undefined; i++) {
    const taken = flood.onLines(Array.from({ length: 1000 }, (_, n) => scriptedLine([i * 1000 + n, 'x'.repeat(100)])));
    if (taken instanceof Promise) blocked = taken;
  }
  expect(blocked).toBeInstanceOf(Promise);
  stop.abort();
  await blocked;
});

test('it ends when all logs have, and a defect of ours is not hidden', async () => {
  const { tail, open } = tailOf();
  tail.setPods('c', [pod('a'), pod('b', ['main'], 'Succeeded')], { last: true });
  const reading = all(tail);
  (open.get('a/main') as Reading).onLines([scriptedLine([2, 'two'])]);
  (open.get('b/main') as Reading).onLines([scriptedLine([1, 'one'])]);
  for (const log of open.values()) log.end();
  expect(texts(await reading)).toEqual(['one', 'two']);
  const broken = tailOf();
  broken.tail.fail(new TypeError('a defect'));
  await expect(all(broken.tail)).rejects.toThrow('a defect');
  expect(new ApiFailure('reset', 'x').kind).toBe('reset');
});

test('places: per cluster and in all, given back once, and to who waits', async () => {
  const places = new LogPlaces({ total: 3, perCluster: 2 });
  const [first, second] = [places.enter('a'), places.enter('a')];
  expect(places.enter('a')).toBeUndefined();
  expect(places.enter('b')).toBeTypeOf('function');
  expect(places.enter('b')).toBeUndefined();
  const stop = new AbortController();
  const waiting = places.enterWhenFree('a', new AbortController().signal);
  const givenUp = places.enterWhenFree('a', stop.signal);
  stop.abort();
  expect(await givenUp).toBeUndefined();
  first?.();
  first?.();
  const third = await waiting;
  expect(third).toBeTypeOf('function');
  expect(places.taken('a')).toBe(2);
  second?.();
  third?.();
  expect(places.taken('a')).toBe(0);
});
