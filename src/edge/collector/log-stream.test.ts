import { expect, test } from 'vitest';
import { fakeTimers, scriptedLogs } from '../../../test/kit/scripted-logs.ts';
import { seededRandom } from '../../core/base/random.ts';
import type { LogContainer } from '../../core/kube/log-containers.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { LogQuestion } from './log-question.ts';
import { LogStream } from './log-stream.ts';

const question: LogQuestion = { follow: true, previous: false, tailLines: 10, sinceTime: undefined, container: () => true };
const running: LogContainer = { name: 'main', role: 'container', state: 'running', reason: '', run: 'c1' };
const source = { cluster: 'c', namespace: 'n', pod: 'p', container: 'main' };

function start(script: Parameters<typeof scriptedLogs>[0], more: Partial<LogQuestion> = {}) {
  const logs = scriptedLogs(script);
  const lines: string[] = [];
  const notes: string[] = [];
  const stop = new AbortController();
  const stream = new LogStream(running, {
    source,
    question: { ...question, ...more },
    isOld: true,
    clock: { nowMs: () => 1_700_000_000_000 },
    timers: fakeTimers,
    random: seededRandom('log-stream'),
    signal: stop.signal,
    api: () => logs.api,
    onSettled: () => undefined,
    onLines: (batch) => void lines.push(...batch.map(({ text }) => text)),
    onNote: (text) => void notes.push(text),
  });
  return { stream, lines, notes, stop, requests: logs.requests, ended: stream.run() };
}

test('a stream that breaks is continued from the second before, and nothing is doubled', async () => {
  const { ended, lines, notes, requests } = start([
    {
      lines: [
        [5000, 'a'],
        [5900, 'b'],
        [5900, 'b'],
      ],
      end: 'broken',
    },
    {
      lines: [
        [5000, 'a'],
        [5900, 'b'],
        [5900, 'b'],
        [5901, 'c'],
      ],
      end: 'broken',
    },
    { failure: new ApiFailure('refused', 'connection refused') },
    {
      lines: [
        [5000, 'a'],
        [5900, 'b'],
        [5900, 'b'],
        [5901, 'c'],
        [7000, 'd'],
      ],
      end: 'done',
    },
  ]);
  await ended;
  expect(lines).toEqual(['a', 'b', 'b', 'c', 'd']);
  expect(requests.map(({ sinceTime, tailLines }) => sinceTime ?? tailLines)).toEqual([
    10,
    '1970-01-01T00:00:04Z',
    '1970-01-01T00:00:04Z',
    '1970-01-01T00:00:04Z',
  ]);
  const broke = 'the stream broke and is continued where it was';
  expect(notes).toEqual([broke, broke, 'no log: connection refused']);
});

test('an API server that closes the stream of a running container is asked again', async () => {
  const { ended, lines, requests } = start([
    { lines: [[5000, 'a']], end: 'ended' },
    {
      lines: [
        [5000, 'a'],
        [6000, 'b'],
      ],
      end: 'done',
    },
  ]);
  await ended;
  expect([lines, requests.length]).toEqual([['a', 'b'], 2]);
});

test('closed before the first line, what was skipped at first stays skipped', async () => {
  const { ended, requests } = start(
    [
      { lines: [], end: 'ended' },
      { lines: [], end: 'done' },
    ],
    { tailLines: 0 },
  );
  await ended;
  expect(requests[1]).toMatchObject({ sinceTime: new Date(1_700_000_000_000 - 1000).toISOString() });
  expect(requests[1]?.tailLines).toBeUndefined();
});

test('a container that is started again is read from its beginning', async () => {
  const { stream, ended, lines, notes, requests } = start([
    {
      lines: [[5000, 'dying']],
      end: 'ended',
      after: () => stream.update({ ...running, state: 'terminated', reason: 'Error (exit code 1)' }, { isOver: false }),
    },
    { lines: [[5001, 'born']], end: 'done' },
  ]);
  await expect.poll(() => notes.length).toBe(1);
  stream.update({ ...running, run: 'c2' }, { isOver: false });
  await ended;
  expect(lines).toEqual(['dying', 'born']);
  expect(requests[1]).not.toHaveProperty('sinceTime');
  expect(requests[1]).not.toHaveProperty('tailLines');
  expect(notes).toEqual(['the container ended: Error (exit code 1)', 'the container started again']);
});

test('a pod that is over or gone ends the stream', async () => {
  const over = start([
    {
      lines: [[5000, 'x']],
      end: 'ended',
      after: () => over.stream.update({ ...running, state: 'terminated', reason: 'Completed (exit code 0)' }, { isOver: true }),
    },
  ]);
  await over.ended;
  expect(over.notes).toEqual(['the container ended: Completed (exit code 0)']);
  const gone = start([{ lines: [[5000, 'x']], end: 'ended', after: () => gone.stream.update(undefined, { isOver: true }) }]);
  await gone.ended;
  expect(gone.notes).toEqual(['the pod is gone']);
});

test('a container that waits is a note, told once, and read when it has started', async () => {
  const waiting = new ApiFailure('bad-request', 'container "main" in pod "p" is waiting to start: CrashLoopBackOff', { status: 400 });
  const { ended, lines, notes } = start([{ failure: waiting }, { failure: waiting }, { lines: [[5000, 'up']], end: 'done' }]);
  await ended;
  expect([lines, notes]).toEqual([['up'], [waiting.message]]);
});

test('what will not get better ends it: forbidden, a wrong name, a pod that is gone', async () => {
  for (const failure of [
    new ApiFailure('forbidden', 'pods "p" is forbidden', { status: 403 }),
    new ApiFailure('bad-request', 'container x is not valid for pod p', { status: 400 }),
    new ApiFailure('not-found', 'pods "p" not found', { status: 404 }),
  ]) {
    const { ended, notes, requests } = start([{ failure }]);
    await ended;
    expect([notes.length, requests.length]).toEqual([1, 1]);
  }
});

test('not followed, one read is all, and a log that breaks off says so', async () => {
  const { ended, notes, requests } = start([{ lines: [[5000, 'a']], end: 'broken' }], { follow: false });
  await ended;
  expect([requests.length, notes]).toEqual([1, ['the log broke off; its end is missing']]);
});
