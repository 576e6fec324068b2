import { expect } from 'vitest';
import type { RawWatch } from '../kit/raw-request.ts';
import { acceptAs } from './case-context.ts';
import type { Any, CaseContext, ContractCase } from './contract-server.ts';

const labelPatch = { 'content-type': 'application/merge-patch+json' };

async function versionNow(c: CaseContext): Promise<string> {
  return (await c.read(c.configMaps)).metadata.resourceVersion;
}

function setLabels(c: CaseContext, name: string, labels: Readonly<Record<string, string | null>>): Promise<Any> {
  return c.must('PATCH', `${c.configMaps}/${name}`, { metadata: { labels } }, labelPatch);
}

/** The next event as `TYPE name`; bookmarks are passed over. */
async function next(watch: RawWatch): Promise<string | undefined> {
  for (;;) {
    const event = await watch.next();
    if (event === undefined) return undefined;
    if (event.type !== 'BOOKMARK') return `${event.type} ${event.object.metadata?.name ?? event.object.reason}`;
  }
}

/** What watches are: events in order, from where, until when. */
export const watchCases: readonly ContractCase[] = [
  {
    id: 'watch: ADDED, MODIFIED and DELETED with rising versions',
    async run(c) {
      const watch = await c.watch(`${c.configMaps}?watch=true&resourceVersion=${await versionNow(c)}`);
      expect(watch.status).toBe(200);
      expect(watch.headers['content-type']).toMatch(/^application\/json/);
      const created = await c.configMap('one');
      const patched = await setLabels(c, 'one', { a: 'b' });
      await c.must('DELETE', `${c.configMaps}/one`);
      const events = [await watch.next(), await watch.next(), await watch.next()];
      expect(events.map((event) => event.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
      expect(events[0].object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
      const versions = events.map((event) => Number(event.object.metadata.resourceVersion));
      expect(versions.slice(0, 2)).toEqual([created, patched].map((object) => Number(object.metadata.resourceVersion)));
      expect(versions[2]).toBeGreaterThan(versions[1] as number);
    },
  },
  {
    id: 'watch: from a version of the past the events since then come first',
    async run(c) {
      const then = await versionNow(c);
      await c.configMap('one');
      await c.configMap('two');
      await c.must('DELETE', `${c.configMaps}/one`);
      const watch = await c.watch(`${c.configMaps}?watch=1&resourceVersion=${then}`);
      expect([await next(watch), await next(watch), await next(watch)]).toEqual(['ADDED one', 'ADDED two', 'DELETED one']);
      await c.configMap('three');
      expect(await next(watch)).toBe('ADDED three');
    },
  },
  {
    id: 'watch: resourceVersion=0 and unset begin with an ADDED for all that is there',
    async run(c) {
      await c.configMap('one');
      await c.configMap('two');
      const version = await versionNow(c);
      await c.read(`${c.configMaps}?resourceVersion=${version}`);
      for (const query of ['watch=true&resourceVersion=0', 'watch=true']) {
        const watch = await c.watch(`${c.configMaps}?${query}`);
        expect([await next(watch), await next(watch)].sort()).toEqual(['ADDED one', 'ADDED two']);
      }
    },
  },
  {
    id: 'watch: a label selector turns changes into ADDED and DELETED',
    async run(c) {
      await c.configMap('in', { app: 'web' });
      await c.configMap('out', { app: 'db' });
      const watch = await c.watch(`${c.configMaps}?watch=true&labelSelector=app%3Dweb&resourceVersion=${await versionNow(c)}`);
      await setLabels(c, 'out', { app: 'web' });
      await setLabels(c, 'out', { more: 'yes' });
      await setLabels(c, 'in', { more: 'no', app: 'db' });
      await setLabels(c, 'in', { more: 'unseen' });
      await c.must('DELETE', `${c.configMaps}/in`);
      await c.must('DELETE', `${c.configMaps}/out`);
      expect([await next(watch), await next(watch)]).toEqual(['ADDED out', 'MODIFIED out']);
      const gone = await watch.next();
      expect(gone.type).toBe('DELETED');
      // The object as it last matched, with the version of the change.
      expect(gone.object.metadata).toMatchObject({ name: 'in', labels: { app: 'web' } });
      expect(await next(watch)).toBe('DELETED out');
    },
  },
  {
    id: 'watch: a field selector narrows as well',
    async run(c) {
      const query = new URLSearchParams({ watch: 'true', fieldSelector: 'metadata.name=two', resourceVersion: await versionNow(c) });
      const watch = await c.watch(`${c.configMaps}?${query}`);
      await c.configMap('one');
      await c.configMap('two');
      await c.configMap('three');
      expect(await next(watch)).toBe('ADDED two');
      expect(await watch.isSilent(300)).toBe(true);
    },
  },
  {
    id: 'watch: selectors that are none are 400, and a watch may be forbidden',
    async run(c) {
      expect((await c.get(`${c.configMaps}?watch=true&labelSelector=a+b`)).status).toBe(400);
      expect((await c.get(`${c.configMaps}?watch=true&fieldSelector=data.x%3D1`)).status).toBe(400);
      const forbidden = await c.get(`${c.configMaps}?watch=true`, { user: 'nobody' });
      expect(forbidden.status).toBe(403);
      expect(forbidden.json()).toMatchObject({ kind: 'Status', reason: 'Forbidden' });
    },
  },
  {
    id: 'watch: all namespaces at once',
    async run(c) {
      const watch = await c.watch(
        `/api/v1/configmaps?watch=true&resourceVersion=${await versionNow(c)}&labelSelector=case%3D${c.namespace}`,
      );
      await c.configMap('here', { case: c.namespace });
      const event = await watch.next();
      expect(event.object.metadata).toMatchObject({ name: 'here', namespace: c.namespace });
    },
  },
  {
    id: 'watch: timeoutSeconds ends it cleanly',
    async run(c) {
      const startedMs = performance.now();
      const watch = await c.watch(`${c.configMaps}?watch=true&timeoutSeconds=1&resourceVersion=${await versionNow(c)}`);
      expect(await watch.next()).toBeUndefined();
      expect(performance.now() - startedMs).toBeGreaterThan(900);
    },
  },
  {
    id: 'watch: from a version of the future it is silent until its end',
    async run(c) {
      const future = Number(await versionNow(c)) + 1_000_000;
      const watch = await c.watch(`${c.configMaps}?watch=true&timeoutSeconds=2&resourceVersion=${future}`);
      expect(watch.status).toBe(200);
      await c.configMap('unseen');
      expect(await watch.next()).toBeUndefined();
    },
  },
  {
    id: 'watch: from too old a version it is 200 with an ERROR event 410',
    async run(c) {
      const then = await versionNow(c);
      await c.configMap('one');
      await c.server.forget();
      await c.configMap('two');
      const watch = await c.watch(`${c.configMaps}?watch=true&resourceVersion=${then}`);
      expect(watch.status).toBe(200);
      const event = await watch.next();
      expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
      expect(event.object.message).toMatch(/too old resource version/);
      expect(await watch.next()).toBeUndefined();
    },
  },
  {
    id: 'watch: a version that is none is an error before the stream begins',
    async run(c) {
      const answer = await c.get(`${c.configMaps}?watch=true&resourceVersion=abc&timeoutSeconds=1`);
      // 500 on 1.37: the storage refuses it, not the request's validation.
      expect([400, 500]).toContain(answer.status);
      expect(answer.json().kind).toBe('Status');
    },
  },
];

/** Bookmarks and streaming lists. */
export const bookmarkCases: readonly ContractCase[] = [
  {
    id: 'bookmarks: sendInitialEvents lists through the watch and marks the end',
    async run(c) {
      await c.configMap('one');
      await c.configMap('two');
      const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const watch = await c.watch(`${c.configMaps}?${query}`);
      expect([await next(watch), await next(watch)].sort()).toEqual(['ADDED one', 'ADDED two']);
      const mark = await watch.next();
      expect(mark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1' } });
      expect(mark.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
      expect(Number(mark.object.metadata.resourceVersion)).toBeGreaterThan(0);
      expect(mark.object.metadata.name).toBeUndefined();
      await c.configMap('three');
      expect(await next(watch)).toBe('ADDED three');
    },
  },
  {
    id: 'bookmarks: sendInitialEvents without resourceVersionMatch is 422',
    async run(c) {
      const answer = await c.get(`${c.configMaps}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true`);
      expect(answer.status).toBe(422);
      expect(answer.json()).toMatchObject({ kind: 'Status', reason: 'Invalid', code: 422 });
    },
  },
  {
    id: 'bookmarks: none come unless asked for',
    async run(c) {
      const watch = await c.watch(
        `${c.configMaps}?watch=true&timeoutSeconds=4&resourceVersion=${await versionNow(c)}&fieldSelector=metadata.name%3Dx`,
      );
      await c.configMap('other');
      for (let event = await watch.next(); event !== undefined; event = await watch.next()) expect(event.type).not.toBe('BOOKMARK');
    },
  },
  {
    id: 'bookmarks: near the end of a watch they tell how far it has seen',
    async run(c) {
      const query = new URLSearchParams({
        watch: 'true',
        timeoutSeconds: '6',
        allowWatchBookmarks: 'true',
        fieldSelector: 'metadata.name=x',
        resourceVersion: await versionNow(c),
      });
      const watch = await c.watch(`${c.configMaps}?${query}`);
      const other = await c.configMap('other');
      const event = await watch.next();
      expect(event).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1' } });
      expect(Number(event.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(other.metadata.resourceVersion));
    },
  },
  {
    id: 'bookmarks: a watch of metadata only',
    async run(c) {
      const watch = await c.watch(`${c.configMaps}?watch=true&resourceVersion=${await versionNow(c)}`, acceptAs('PartialObjectMetadata'));
      await c.configMap('one', { a: 'b' }, { secret: 'not here' });
      const event = await watch.next();
      expect(event).toMatchObject({ type: 'ADDED', object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' } });
      expect(event.object.metadata).toMatchObject({ name: 'one', labels: { a: 'b' } });
      expect(event.object.data).toBeUndefined();
    },
  },
];
