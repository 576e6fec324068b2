import { expect } from 'vitest';
import type { ContractCase } from './contract-server.ts';
import { podBody } from './selector-cases.ts';

/** Create, update, patch, delete, as far as tests and simulations need them. */
export const writeCases: readonly ContractCase[] = [
  {
    id: 'write: create completes the metadata and answers 201',
    async run(c) {
      const answer = await c.send('POST', c.configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'one' },
        data: { a: 'b' },
      });
      expect(answer.status).toBe(201);
      const { metadata, data } = answer.json();
      expect(metadata).toMatchObject({ name: 'one', namespace: c.namespace, uid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(Math.abs(Date.parse(metadata.creationTimestamp) - Date.parse(answer.headers.date ?? ''))).toBeLessThan(5000);
      expect(Number(metadata.resourceVersion)).toBeGreaterThan(0);
      expect(data).toEqual({ a: 'b' });
    },
  },
  {
    id: 'write: creating it again is 409 AlreadyExists',
    async run(c) {
      await c.configMap('one');
      const answer = await c.send('POST', c.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
      expect(answer.status).toBe(409);
      expect(answer.json()).toMatchObject({
        kind: 'Status',
        reason: 'AlreadyExists',
        code: 409,
        message: 'configmaps "one" already exists',
        details: { name: 'one', kind: 'configmaps' },
      });
    },
  },
  {
    id: 'write: generateName makes names',
    async run(c) {
      const made = await c.must('POST', c.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'gen-' } });
      expect(made.metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
    },
  },
  {
    id: 'write: a recreated object has another uid',
    async run(c) {
      const first = await c.configMap('one');
      await c.must('DELETE', `${c.configMaps}/one`);
      expect((await c.configMap('one')).metadata.uid).not.toBe(first.metadata.uid);
    },
  },
  {
    id: 'write: update checks the version it was given',
    async run(c) {
      const first = await c.configMap('one', {}, { n: '1' });
      const second = await c.must('PUT', `${c.configMaps}/one`, { ...first, data: { n: '2' } });
      expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
      expect(second.metadata.uid).toBe(first.metadata.uid);
      const stale = await c.send('PUT', `${c.configMaps}/one`, { ...first, data: { n: '3' } });
      expect(stale.status).toBe(409);
      expect(stale.json()).toMatchObject({ kind: 'Status', reason: 'Conflict', code: 409 });
      expect(stale.json().message).toMatch(/the object has been modified; please apply your changes to the latest version and try again/);
      const { resourceVersion: _, ...metadata } = first.metadata;
      expect((await c.must('PUT', `${c.configMaps}/one`, { ...first, metadata, data: { n: '4' } })).data).toEqual({ n: '4' });
      expect((await c.send('PUT', `${c.configMaps}/two`, { ...first, metadata: { name: 'two' } })).status).toBe(404);
    },
  },
  {
    id: 'write: an update that changes nothing keeps the version',
    async run(c) {
      const first = await c.configMap('one', {}, { n: '1' });
      const again = await c.must('PUT', `${c.configMaps}/one`, first);
      expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    },
  },
  {
    id: 'write: merge patch, JSON patch and strategic merge patch',
    async run(c) {
      await c.configMap('one', { keep: 'yes', drop: 'me' }, { a: '1' });
      const path = `${c.configMaps}/one`;
      const merged = await c.must(
        'PATCH',
        path,
        { metadata: { labels: { drop: null } }, data: { b: '2' } },
        { 'content-type': 'application/merge-patch+json' },
      );
      expect([merged.metadata.labels, merged.data]).toEqual([{ keep: 'yes' }, { a: '1', b: '2' }]);
      const patch = [
        { op: 'replace', path: '/data/a', value: '9' },
        { op: 'remove', path: '/data/b' },
      ];
      expect((await c.must('PATCH', path, patch, { 'content-type': 'application/json-patch+json' })).data).toEqual({ a: '9' });
      const strategic = await c.must('PATCH', path, { data: { c: '3' } }, { 'content-type': 'application/strategic-merge-patch+json' });
      expect(strategic.data).toEqual({ a: '9', c: '3' });
      expect((await c.send('PATCH', path, {}, { 'content-type': 'text/plain' })).status).toBe(415);
      expect((await c.send('PATCH', `${c.configMaps}/none`, {}, { 'content-type': 'application/merge-patch+json' })).status).toBe(404);
    },
  },
  {
    id: 'write: delete answers, and a second time is 404',
    async run(c) {
      await c.configMap('one');
      expect(await c.must('DELETE', `${c.configMaps}/one`)).toMatchObject({ kind: 'Status', status: 'Success' });
      expect((await c.send('DELETE', `${c.configMaps}/one`)).status).toBe(404);
      expect((await c.get(`${c.configMaps}/one`)).status).toBe(404);
    },
  },
  {
    id: 'write: delete with a precondition on the uid',
    async run(c) {
      await c.configMap('one');
      const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'another' } };
      expect((await c.send('DELETE', `${c.configMaps}/one`, options)).status).toBe(409);
    },
  },
  {
    id: 'write: finalizers hold a deleted object back',
    async run(c) {
      const path = `${c.configMaps}/held`;
      await c.must('POST', c.configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', finalizers: ['example.org/hold'] },
      });
      await c.must('DELETE', path);
      const held = await c.read(path);
      expect(Number.isNaN(Date.parse(held.metadata.deletionTimestamp))).toBe(false);
      await c.must('PATCH', path, { metadata: { finalizers: null } }, { 'content-type': 'application/merge-patch+json' });
      expect((await c.get(path)).status).toBe(404);
    },
  },
  {
    id: 'write: deletecollection with a selector',
    async run(c) {
      await c.configMap('a', { go: 'yes' });
      await c.configMap('b', { go: 'no' });
      await c.must('DELETE', `${c.configMaps}?labelSelector=go%3Dyes`);
      expect((await c.read(c.configMaps)).items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['b']);
    },
  },
  {
    id: 'write: status has a subresource of its own, and a body that is none is 400',
    async run(c) {
      const pods = `/api/v1/namespaces/${c.namespace}/pods`;
      await c.must('POST', pods, podBody('a', c.namespace));
      const patch = { 'content-type': 'application/merge-patch+json' };
      const ignored = await c.must('PATCH', `${pods}/a`, { status: { phase: 'Running' } }, patch);
      expect(ignored.status.phase).toBe('Pending');
      const taken = await c.must('PATCH', `${pods}/a/status`, { status: { phase: 'Running' }, metadata: { labels: { x: 'y' } } }, patch);
      expect(taken.status.phase).toBe('Running');
      expect((await c.send('POST', pods, 'not an object')).status).toBe(400);
    },
  },
  {
    id: 'write: into a namespace that does not exist is 404, under another name in the body 400',
    async run(c) {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };
      expect((await c.send('POST', '/api/v1/namespaces/there-is-no-such/configmaps', body)).status).toBe(404);
      expect((await c.send('POST', c.configMaps, { ...body, metadata: { name: 'one', namespace: 'other' } })).status).toBe(400);
    },
  },
  {
    id: 'write: who may only read is told so',
    async run(c) {
      const answer = await c.get(c.configMaps, {
        method: 'POST',
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } },
      });
      expect(answer.status).toBe(403);
      expect(answer.json().message).toMatch(/User "viewer" cannot create resource "configmaps"/);
      expect((await c.get(`${c.configMaps}/x`, { method: 'DELETE' })).status).toBe(403);
    },
  },
];
