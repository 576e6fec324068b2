import { getHeapSnapshot } from 'node:v8';
import { expect, test } from 'vitest';
import { startRawApiServer } from '../../../test/kit/raw-api-server.ts';
import type { WatchEvent } from '../../core/kube/watch-event.ts';
import type { ListItem } from './api-server.ts';
import { openApiServer } from './open-api-server.ts';

/** Assembled at run time, so that the snapshot does not find the test's own constant. */
const planted = (n: number): string => ['pla', 'nted', 'Value', String(n)].join('');
const plantedNeedle = (): Buffer => Buffer.from(['pla', 'nted', 'Value'].join(''));

function pod(n: number): object {
  const spec = { containers: [{ name: 'c', env: [{ name: 'DB_PASSWORD', value: planted(n) }] }] };
  const applied = JSON.stringify({ kind: 'Pod', spec });
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: `p${n}`, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied } },
    spec,
  };
}

test('after lists, watches and Tables of secrets no planted value is found in any JavaScript string', async () => {
  const server = await startRawApiServer({
    handle: ({ path, query }, reply) => {
      if (path.endsWith('secrets')) {
        const object = { kind: 'PartialObjectMetadata', metadata: { name: 's', annotations: { applied: planted(0) } } };
        reply.json(200, { kind: 'Table', metadata: { resourceVersion: '1' }, rows: [{ cells: ['s', 'Opaque', 1, '1d'], object }] });
      } else if (query.has('watch')) {
        reply.head(200);
        reply.end(Array.from({ length: 50 }, (_, n) => `${JSON.stringify({ type: 'ADDED', object: pod(n) })}\n`).join(''));
      } else
        reply.json(200, {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: '1' },
          items: Array.from({ length: 50 }, (_, n) => pod(n)),
        });
    },
  });
  const api = openApiServer(server.target(), { userAgent: 'x', clock: { nowMs: () => Date.now() }, secrets: 'metadata' });
  const { signal } = new AbortController();
  const kept: (ListItem | WatchEvent)[] = [];
  for (const path of ['/api/v1/pods', '/api/v1/secrets'])
    await api.list({ path, signal, idleDeadlineMs: 5_000, onItems: (items) => void kept.push(...items) });
  await api.watch({
    path: '/api/v1/pods',
    resourceVersion: '1',
    timeoutSeconds: 300,
    signal,
    onOpen: () => undefined,
    onEvents: (events) => void kept.push(...events),
  });
  await api.get('/api/v1/namespaces/x/pods/p1', { signal });
  api.close();
  await server.close();
  expect(kept).toHaveLength(101);
  expect(await snapshotHit(plantedNeedle())).toBeUndefined();
  const bytes = kept.map((item) => Buffer.from('bytes' in item ? item.bytes : []));
  expect(Buffer.concat(bytes).includes(plantedNeedle())).toBe(false);
}, 60_000);

/** The place in a heap snapshot where the needle stands, if any: strings stand there as they are. */
async function snapshotHit(needle: Buffer): Promise<string | undefined> {
  let tail = Buffer.alloc(0);
  for await (const chunk of getHeapSnapshot()) {
    const bytes = Buffer.concat([tail, Buffer.from(chunk as Uint8Array)]);
    const at = bytes.indexOf(needle);
    if (at >= 0) return bytes.toString('latin1', Math.max(0, at - 200), at + 50);
    tail = bytes.subarray(-needle.length);
  }
  return undefined;
}
