import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPieces } from './send-pieces.ts';

const server = fastify({ forceCloseConnections: true });
let url = '';

beforeAll(async () => {
  server.get('/:sign/:count', async (request, reply) => {
    const { sign, count } = request.params as { sign: string; count: string };
    return sendPieces(reply.type('text/plain; charset=utf-8'), new Array(Number(count)).fill(sign.repeat(1000)));
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

const whole = async (sign: string, count: number): Promise<string> => (await fetch(`${url}/${encodeURIComponent(sign)}/${count}`)).text();

test.each([
  ['nothing', 'a', 0],
  ['a small text', 'a', 3],
  ['a text that fits into a buffer', 'ä', 400],
  ['one that just does not', '漢', 350],
  ['a long one', '🐳', 900],
])('%s arrives as it is', async (_, sign, count) => {
  expect((await whole(sign, count)) === sign.repeat(1000 * count)).toBe(true);
});

test('answers that are sent at the same time and after each other do not mix, though their buffers are used again', async () => {
  for (let round = 0; round < 4; round++) {
    const signs = [...'abcdefghij'];
    const texts = await Promise.all(signs.map((sign) => whole(sign, 100 + 150 * round)));
    expect(texts.map((text, i) => text === (signs[i] as string).repeat(1000 * (100 + 150 * round)))).toEqual(signs.map(() => true));
  }
});

test('a reader who goes away in the middle spoils nobody else', async () => {
  const controller = new AbortController();
  const gone = await fetch(`${url}/x/900`, { signal: controller.signal });
  await gone.body?.getReader().read();
  controller.abort();
  expect((await whole('y', 900)) === 'y'.repeat(900_000)).toBe(true);
});

test.each(['gzip', 'zstd'])('a reader who takes %s gets less, and reads the same', async (coding) => {
  for (const count of [3, 400, 900]) {
    const path = `${url}/${encodeURIComponent('ä')}/${count}`;
    const raw = await fetch(path, { headers: { 'accept-encoding': coding } });
    expect(raw.headers.get('content-encoding')).toBe(count === 3 ? null : coding);
    expect((await raw.text()) === 'ä'.repeat(1000 * count)).toBe(true);
  }
});

test('a coding with weight 0 is not taken', async () => {
  const raw = await fetch(`${url}/a/400`, { headers: { 'accept-encoding': 'gzip;q=0, identity' } });
  expect(raw.headers.get('content-encoding')).toBe(null);
});
