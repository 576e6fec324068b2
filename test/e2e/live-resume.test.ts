import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../src/core/wire/live-schema.ts';
import { rawRequest } from '../kit/raw-request.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 2, pods: 30 });
  served = await serveSmallFleet(small);
  await served.ready();
});

afterAll(async () => {
  await served?.close();
  await small?.close();
});

/** The first message after opening what a page follows. */
function firstMessage(query: string, cursor: string): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/live`);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'open', id: 'a', query, cursor })));
    socket.on('message', (text) => {
      resolve(JSON.parse(String(text)));
      socket.close();
    });
    socket.on('error', reject);
  });
}

function attribute(page: string, name: string): string {
  return (new RegExp(`data-${name}="([^"]*)"`).exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
}

async function addPod(name: string): Promise<void> {
  const cluster = small.sim.clusters[0];
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'a', image: 'a:1' }] },
  };
  const target = { url: cluster?.url ?? '', caPem: cluster?.caPem ?? '', token: cluster?.token ?? '' };
  const answer = await rawRequest(target, {
    method: 'POST',
    path: '/api/v1/namespaces/default/pods',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(201);
}

test('a page that becomes live is told what changed since it was sent, and nothing else', async () => {
  const page = (await served.get('/clusters/_all/namespaces/_all/pods', { accept: 'text/html' })).body;
  const [live, cursor] = [attribute(page, 'live'), attribute(page, 'cursor')];
  expect(cursor).not.toBe('');
  await addPod('added-meanwhile');
  await expect
    .poll(async () => (await served.get('/clusters/_all/namespaces/_all/pods?filter=added-meanwhile&download=tsv')).body)
    .toContain('added-meanwhile');
  const message = await firstMessage(live, cursor);
  expect(message.type).toBe('changes');
  if (message.type !== 'changes') return;
  const named = message.tables.flatMap(({ upserts }) => upserts.map(({ row }) => row.name));
  expect(named).toContain('added-meanwhile');
  expect(named.length).toBeLessThan(5);
});

test('a page whose answer is forgotten, or that asks something else with it, gets everything', async () => {
  const page = (await served.get('/clusters/_all/namespaces/_all/pods', { accept: 'text/html' })).body;
  expect((await firstMessage(attribute(page, 'live'), 'not-a-cursor')).type).toBe('snapshot');
  expect((await firstMessage('/clusters/_all/nodes', attribute(page, 'cursor'))).type).toBe('snapshot');
});
