import { beforeEach, expect, test } from 'vitest';
import type { ClientMessage } from '../../../../core/wire/live-schema.ts';
import { LiveSocket, type LiveState } from './live-socket.ts';

class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: ClientMessage[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.lose();
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  lose(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }

  tell(message: object): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }
}

let sockets: FakeSocket[];
let timers: { run: () => void; ms: number }[];
let states: LiveState[];
let socket: LiveSocket;

beforeEach(() => {
  sockets = [];
  timers = [];
  states = [];
  const world = {
    open: () => {
      const fake = new FakeSocket();
      sockets.push(fake);
      return fake as unknown as WebSocket;
    },
    random: () => 1,
    setTimeout: (run: () => void, ms: number) => timers.push({ run, ms }),
  };
  socket = new LiveSocket('ws://x/api/live', world, (state) => states.push(state));
});

test('a lost connection comes back with the cursor of the last message, so that nothing is told twice', () => {
  let cursor = 'a';
  const heard: unknown[] = [];
  socket.follow({ query: '/clusters/_all/nodes', cursor: () => cursor, onMessage: (message) => heard.push(message) });
  sockets[0]?.open();
  expect(sockets[0]?.sent).toEqual([{ type: 'open', id: 'q1', query: '/clusters/_all/nodes', cursor: 'a' }]);
  sockets[0]?.tell({ type: 'coverage', id: 'q1' });
  sockets[0]?.tell({ type: 'coverage', id: 'of somebody else' });
  expect(heard).toHaveLength(1);
  cursor = 'b';
  sockets[0]?.lose();
  timers.shift()?.run();
  sockets[1]?.open();
  expect(sockets[1]?.sent).toEqual([{ type: 'open', id: 'q1', query: '/clusters/_all/nodes', cursor: 'b' }]);
  expect(states).toEqual(['connecting', 'live', 'waiting', 'connecting', 'live']);
});

test('sockets that never open are said to be blocked, and are tried less and less often', () => {
  socket.follow({ query: '/q', cursor: () => undefined, onMessage: () => {} });
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    sockets.at(-1)?.lose();
    const timer = timers.shift();
    waits.push(timer?.ms ?? 0);
    timer?.run();
  }
  expect(states.filter((state) => state === 'blocked').length).toBe(6);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('a pause lets go, and what was let go of is not opened again', () => {
  const stop = socket.follow({ query: '/q', cursor: () => undefined, onMessage: () => {} });
  sockets[0]?.open();
  socket.pause();
  expect(timers).toHaveLength(0);
  socket.resume();
  expect(sockets).toHaveLength(2);
  sockets[1]?.open();
  stop();
  expect(sockets[1]?.sent.at(-1)).toEqual({ type: 'close', id: 'q1' });
});
