import { expect } from 'vitest';
import { resourceId } from '../../src/core/kube/api-resource.ts';
import type { WatchEvent } from '../../src/core/kube/watch-event.ts';
import { ApiFailure, type ApiServer, type WatchEnd } from '../../src/edge/client/api-server.ts';
import { eventually } from './case-context.ts';
import { listAll, withClient } from './client-target.ts';
import type { CaseContext, ContractCase } from './contract-server.ts';

async function failureOf(work: Promise<unknown>): Promise<ApiFailure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiFailure) return error;
  throw new Error(`expected an ApiFailure, got ${error}`);
}

/** A watch of our client that collects what comes. */
function collect(client: ApiServer, q: { path: string; resourceVersion: string; signal: AbortSignal; timeoutSeconds?: number }) {
  const events: WatchEvent[] = [];
  let isOpen = false;
  const ended: Promise<WatchEnd> = client.watch({
    timeoutSeconds: 60,
    ...q,
    onOpen: () => {
      isOpen = true;
    },
    onEvents: (batch) => events.push(...batch),
  });
  ended.catch(() => {});
  const named = (): string[] =>
    events.flatMap((event) =>
      'object' in event ? [`${event.type} ${event.object.metadata.name}`] : event.type === 'ERROR' ? ['ERROR'] : [],
    );
  return { events, ended, named, opened: () => eventually(async () => expect(isOpen).toBe(true)) };
}

const viewer = <T>(c: CaseContext, work: (client: ApiServer, signal: AbortSignal) => Promise<T>): Promise<T> =>
  withClient(c.server.target('viewer'), work);

/** The same facts through our own client. */
export const clientCases: readonly ContractCase[] = [
  {
    id: 'client: a list, from the cache and by quorum, in pages too',
    async run(c) {
      for (let i = 0; i < 7; i++) await c.configMap(`m${i}`, { app: i < 3 ? 'web' : 'db' }, { text: 'x'.repeat(100) });
      await viewer(c, async (client, signal) => {
        const quorum = await listAll(client, { path: c.configMaps, signal });
        expect(quorum.items.map((item) => item.object.metadata.name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
        expect(quorum.answer.items).toBe(7);
        expect(Math.abs((quorum.answer.serverDateMs ?? 0) - Date.now())).toBeLessThan(5000);
        for (const item of quorum.items)
          expect(JSON.parse(Buffer.from(item.bytes).toString()).metadata.name).toBe(item.object.metadata.name);
        const paged = await listAll(client, { path: c.configMaps, limit: 3, signal });
        expect(paged.items.map((item) => item.object.metadata.uid)).toEqual(quorum.items.map((item) => item.object.metadata.uid));
        const cached = await listAll(client, {
          path: c.configMaps,
          resourceVersion: quorum.answer.resourceVersion,
          resourceVersionMatch: 'NotOlderThan',
          signal,
        });
        expect(cached.items).toHaveLength(7);
        const selected = await listAll(client, {
          path: c.configMaps,
          labelSelector: 'app=web',
          fieldSelector: 'metadata.name!=m0',
          signal,
        });
        expect(selected.items.map((item) => item.object.metadata.name)).toEqual(['m1', 'm2']);
        const empty = await listAll(client, { path: '/api/v1/namespaces/there-is-no-such/configmaps', resourceVersion: '0', signal });
        expect(empty.items).toEqual([]);
      });
    },
  },
  {
    id: 'client: managedFields come without fieldsV1, and decoded items have kind and apiVersion',
    async run(c) {
      await c.configMap('one', {}, { a: 'b' });
      await viewer(c, async (client, signal) => {
        const { items } = await listAll(client, { path: c.configMaps, signal });
        expect(items[0]?.object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { a: 'b' } });
        expect(JSON.stringify(items[0]?.object)).not.toContain('fieldsV1');
        expect(Buffer.from(items[0]?.bytes ?? []).toString()).not.toContain('fieldsV1');
      });
    },
  },
  {
    id: 'client: a watch brings events, bookmarks and its end',
    async run(c) {
      await viewer(c, async (client, signal) => {
        const { answer } = await listAll(client, { path: c.configMaps, signal });
        const watch = collect(client, { path: c.configMaps, resourceVersion: answer.resourceVersion, signal, timeoutSeconds: 3 });
        await watch.opened();
        await c.configMap('one');
        await c.must('DELETE', `${c.configMaps}/one`);
        await eventually(async () => expect(watch.named()).toEqual(['ADDED one', 'DELETED one']));
        expect((await watch.ended).reason).toBe('ended');
      });
    },
  },
  {
    id: 'client: too old a version is gone, in a watch as in a list',
    async run(c) {
      const then = (await c.read(c.configMaps)).metadata.resourceVersion;
      await c.configMap('one');
      await c.server.forget();
      await viewer(c, async (client, signal) => {
        const watch = collect(client, { path: c.configMaps, resourceVersion: then, signal });
        const outcome = await watch.ended.then(
          () => watch.events.find((event) => event.type === 'ERROR')?.status.code,
          (error: ApiFailure) => error.status,
        );
        expect(outcome).toBe(410);
        const failure = await failureOf(
          listAll(client, { path: c.configMaps, resourceVersion: then, resourceVersionMatch: 'Exact', signal }),
        );
        expect([failure.kind, failure.status]).toEqual(['gone', 410]);
      });
    },
  },
  {
    id: 'client: a version of the future is too large for a list, and silence in a watch',
    async run(c) {
      const future = String(Number((await c.read(c.configMaps)).metadata.resourceVersion) + 1_000_000);
      await viewer(c, async (client, signal) => {
        const failure = await failureOf(
          listAll(client, { path: c.configMaps, resourceVersion: future, resourceVersionMatch: 'NotOlderThan', signal }),
        );
        expect(failure.kind).toBe('version-too-large');
        const watch = collect(client, { path: c.configMaps, resourceVersion: future, signal, timeoutSeconds: 1 });
        await c.configMap('unseen');
        expect((await watch.ended).reason).toBe('ended');
        expect(watch.named()).toEqual([]);
      });
    },
  },
  {
    id: 'client: refusals by kind: unauthorized, forbidden, not found, bad request',
    async run(c) {
      await withClient({ ...c.server.target('viewer'), token: 'never-issued' }, async (client, signal) => {
        expect((await failureOf(listAll(client, { path: c.configMaps, signal }))).kind).toBe('unauthorized');
      });
      await withClient(c.server.target('nobody'), async (client, signal) => {
        const list = await failureOf(listAll(client, { path: '/api/v1/pods', signal }));
        expect([list.kind, list.status, list.body?.reason]).toEqual(['forbidden', 403, 'Forbidden']);
        const watch = await failureOf(collect(client, { path: '/api/v1/pods', resourceVersion: '0', signal }).ended);
        expect(watch.kind).toBe('forbidden');
      });
      await viewer(c, async (client, signal) => {
        expect((await failureOf(listAll(client, { path: '/apis/apps/v1/things', signal }))).kind).toBe('not-found');
        expect((await failureOf(listAll(client, { path: c.configMaps, labelSelector: 'a b', signal }))).kind).toBe('bad-request');
        expect((await failureOf(client.get(`${c.configMaps}/nothing`, { signal }))).kind).toBe('not-found');
      });
    },
  },
  {
    id: 'client: restricted users may list where they may',
    async run(c) {
      await withClient(c.server.target('restricted'), async (client, signal) => {
        expect((await failureOf(listAll(client, { path: '/api/v1/pods', signal }))).kind).toBe('forbidden');
        expect((await listAll(client, { path: '/api/v1/namespaces/team-a/pods', signal })).answer.items).toBeGreaterThanOrEqual(0);
      });
    },
  },
  {
    id: 'client: discovery names what is served, and what is broken',
    async run(c) {
      const before = await viewer(c, (client, signal) => client.discover(signal));
      const ids = new Set(before.resources.map(resourceId));
      for (const id of [
        'pods',
        'nodes',
        'deployments.apps',
        'events',
        'ingresses.networking.k8s.io',
        'customresourcedefinitions.apiextensions.k8s.io',
      ]) {
        expect([id, ids.has(id)]).toEqual([id, true]);
      }
      const pods = before.resources.find((resource) => resourceId(resource) === 'pods');
      expect(pods).toMatchObject({
        group: '',
        version: 'v1',
        kind: 'Pod',
        singular: 'pod',
        namespaced: true,
        shortNames: ['po'],
        preferred: true,
      });
      expect(before.resources.some((resource) => resource.plural.includes('/'))).toBe(false);
      const { group, version, mend } = await c.server.breakGroup();
      try {
        await eventually(async () => {
          const after = await viewer(c, (client, signal) => client.discover(signal));
          expect(after.broken.map((entry) => entry.groupVersion)).toContain(`${group}/${version}`);
          expect(after.resources.some((resource) => resourceId(resource) === 'deployments.apps')).toBe(true);
        });
      } finally {
        await mend();
      }
    },
  },
  {
    id: 'client: the server’s own Table',
    async run(c) {
      await c.configMap('one', {}, { a: 'b' });
      await viewer(c, async (client, signal) => {
        const table = await client.table(c.configMaps, { signal, includeObject: 'Metadata' });
        expect(table.columns.map((column) => column.name)).toEqual(['Name', 'Data', 'Age']);
        expect(table.rows.map((row) => [row.cells[0], String(row.cells[1]), row.object?.metadata.namespace])).toEqual([
          ['one', '1', c.namespace],
        ]);
        const none = await client.table('/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldSelector=metadata.name%3Dx', {
          signal,
          includeObject: 'Metadata',
        });
        expect(none.rows).toEqual([]);
      });
    },
  },
  {
    id: 'client: a server that is killed breaks the watch and is found again',
    async run(c) {
      await c.configMap('one');
      await viewer(c, async (client, signal) => {
        const { answer } = await listAll(client, { path: c.configMaps, signal });
        const watch = collect(client, { path: c.configMaps, resourceVersion: answer.resourceVersion, signal });
        await watch.opened();
        await c.server.killAndRestart();
        const outcome = await watch.ended.then(
          (end) => end.reason,
          (error: ApiFailure) => error.kind,
        );
        expect(['broken', 'ended', 'reset', 'refused']).toContain(outcome);
        await eventually(async () => expect((await listAll(client, { path: c.configMaps, signal })).answer.items).toBe(1));
      });
    },
  },
];
