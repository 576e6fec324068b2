import { expect } from 'vitest';
import { acceptAs } from './case-context.ts';
import type { Any, CaseContext, ContractCase } from './contract-server.ts';
import { podBody } from './selector-cases.ts';

const table = acceptAs('Table');

async function twoPods(c: CaseContext): Promise<string> {
  const pods = `/api/v1/namespaces/${c.namespace}/pods`;
  await c.must('POST', pods, podBody('a', c.namespace, { labels: { app: 'web' } }));
  await c.must('POST', pods, podBody('b', c.namespace));
  return pods;
}

/** The server's own Tables, and metadata alone. */
export const tableCases: readonly ContractCase[] = [
  {
    id: 'table: columns with types and priorities, a row an object, cells as kubectl prints them',
    async run(c) {
      const answer = await c.read(await twoPods(c), table);
      expect(answer).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
      expect(Number(answer.metadata.resourceVersion)).toBeGreaterThan(0);
      const columns = answer.columnDefinitions.map((column: Any) => `${column.name}/${column.type}/${column.priority}`);
      expect(columns).toEqual([
        'Name/string/0',
        'Ready/string/0',
        'Status/string/0',
        'Restarts/string/0',
        'Age/string/0',
        'IP/string/1',
        'Node/string/1',
        'Nominated Node/string/1',
        'Readiness Gates/string/1',
      ]);
      expect(answer.columnDefinitions[0]).toMatchObject({ format: 'name', description: expect.any(String) });
      expect(answer.rows).toHaveLength(2);
      expect(answer.rows[0].cells).toHaveLength(9);
      expect(answer.rows[0].cells.slice(0, 4)).toEqual(['a', '0/1', 'Pending', expect.anything()]);
      expect(String(answer.rows[0].cells[3])).toBe('0');
      expect(answer.rows[0].cells.slice(5)).toEqual(['<none>', '<none>', '<none>', '<none>']);
    },
  },
  {
    id: 'table: includeObject None, Metadata (the default) and Object',
    async run(c) {
      const pods = await twoPods(c);
      const byDefault = (await c.read(pods, table)).rows[0].object;
      expect(byDefault).toMatchObject({
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { name: 'a', labels: { app: 'web' } },
      });
      expect(byDefault.spec).toBeUndefined();
      expect((await c.read(`${pods}?includeObject=Metadata`, table)).rows[0].object).toEqual(byDefault);
      expect((await c.read(`${pods}?includeObject=None`, table)).rows[0].object ?? null).toBeNull();
      const whole = (await c.read(`${pods}?includeObject=Object`, table)).rows[0].object;
      expect(whole).toMatchObject({ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a' }, spec: { containers: [{ name: 'main' }] } });
      expect((await c.get(`${pods}?includeObject=Some`, { headers: table })).status).toBe(400);
    },
  },
  {
    id: 'table: pages, selectors and single objects as Tables',
    async run(c) {
      const pods = await twoPods(c);
      const first = await c.read(`${pods}?limit=1`, table);
      expect(first.rows).toHaveLength(1);
      expect(first.metadata.remainingItemCount).toBe(1);
      const rest = await c.read(`${pods}?limit=1&continue=${encodeURIComponent(first.metadata.continue)}`, table);
      expect(rest.rows[0].cells[0]).toBe('b');
      expect((await c.read(`${pods}?labelSelector=app%3Dweb`, table)).rows).toHaveLength(1);
      const one = await c.read(`${pods}/a`, table);
      expect(one.kind).toBe('Table');
      expect(one.rows.map((row: Any) => row.cells[0])).toEqual(['a']);
      const none = await c.read(`/api/v1/namespaces/there-is-no-such/pods`, table);
      expect(none.rows ?? []).toEqual([]);
      expect(none.columnDefinitions).toHaveLength(9);
    },
  },
  {
    id: 'table: v1beta1 is still served, and an unknown version falls to the next type of Accept',
    async run(c) {
      const pods = await twoPods(c);
      const beta = await c.read(pods, { accept: 'application/json;as=Table;v=v1beta1;g=meta.k8s.io' });
      expect(beta).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1beta1' });
      const fallback = await c.read(pods, { accept: 'application/json;as=Table;v=v7;g=meta.k8s.io, application/json' });
      expect(fallback.kind).toBe('PodList');
    },
  },
  {
    id: 'table: through a watch, with columnDefinitions on the first event only',
    async run(c) {
      const version = (await c.read(c.configMaps)).metadata.resourceVersion;
      const watch = await c.watch(`${c.configMaps}?watch=true&resourceVersion=${version}`, table);
      await c.configMap('a', {}, { key: 'value' });
      await c.configMap('b');
      await c.must('DELETE', `${c.configMaps}/a`);
      const events = [await watch.next(), await watch.next(), await watch.next()];
      const seen = events.map((event) => [
        event.type,
        event.object.kind,
        event.object.rows.length,
        ...event.object.rows[0].cells.slice(0, 2).map(String),
      ]);
      expect(seen).toEqual([
        ['ADDED', 'Table', 1, 'a', '1'],
        ['ADDED', 'Table', 1, 'b', '0'],
        ['DELETED', 'Table', 1, 'a', '1'],
      ]);
      expect(events.map((event) => (event.object.columnDefinitions ?? []).length)).toEqual([3, 0, 0]);
      for (const event of events) expect(event.object.metadata.resourceVersion).toBe(event.object.rows[0].object.metadata.resourceVersion);
    },
  },
  {
    id: 'table: through a watch with includeObject None and Object',
    async run(c) {
      const pods = `/api/v1/namespaces/${c.namespace}/pods`;
      const version = (await c.read(pods)).metadata.resourceVersion;
      const bare = await c.watch(`${pods}?watch=true&includeObject=None&resourceVersion=${version}`, table);
      const whole = await c.watch(`${pods}?watch=true&includeObject=Object&resourceVersion=${version}`, table);
      await twoPods(c);
      const event = await bare.next();
      expect(event.object.rows[0].object ?? null).toBeNull();
      expect(Number(event.object.metadata.resourceVersion)).toBeGreaterThan(Number(version));
      expect((await whole.next()).object.rows[0].object.spec.containers).toHaveLength(1);
    },
  },
  {
    id: 'table: the ERROR of a Table watch is a plain Status',
    async run(c) {
      const pods = `/api/v1/namespaces/${c.namespace}/pods`;
      const then = (await c.read(pods)).metadata.resourceVersion;
      await twoPods(c);
      await c.server.forget();
      const watch = await c.watch(`${pods}?watch=true&resourceVersion=${then}`, table);
      expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410 } });
    },
  },
  {
    id: 'table: a bookmark arrives as a Table whose row means nothing',
    async run(c) {
      const pods = await twoPods(c);
      const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const watch = await c.watch(`${pods}?${query}`, table);
      await watch.next();
      await watch.next();
      const mark = await watch.next();
      expect(mark.type).toBe('BOOKMARK');
      expect(mark.object.kind).toBe('Table');
      expect(Number(mark.object.metadata.resourceVersion)).toBeGreaterThan(0);
      expect(mark.object.rows[0].cells[0]).toBe('');
      expect(mark.object.rows[0].object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    },
  },
  {
    id: 'metadata: lists and single objects as PartialObjectMetadata',
    async run(c) {
      await c.configMap('one', { a: 'b' }, { key: 'value' });
      const list = await c.read(c.configMaps, acceptAs('PartialObjectMetadataList'));
      expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
      expect(list.items[0]).toMatchObject({
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { name: 'one', labels: { a: 'b' } },
      });
      expect(list.items[0].data).toBeUndefined();
      const one = await c.read(`${c.configMaps}/one`, acceptAs('PartialObjectMetadata'));
      expect(one).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'one' } });
      expect(one.data).toBeUndefined();
    },
  },
];
