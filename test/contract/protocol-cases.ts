import { expect } from 'vitest';
import { rawRequest } from '../kit/raw-request.ts';
import { acceptAs } from './case-context.ts';
import type { ContractCase } from './contract-server.ts';

/** HTTP itself: versions, compression, negotiation, headers. */
export const protocolCases: readonly ContractCase[] = [
  {
    id: 'http: the same answers over HTTP/2 and HTTP/1.1',
    async run(c) {
      await c.configMap('one');
      const answers = await Promise.all((['h2', 'http/1.1'] as const).map((protocol) => c.get(c.configMaps, { protocol })));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
      expect(answers[0]?.json().items).toEqual(answers[1]?.json().items);
      expect((await c.get('/api/v1/secrets', { protocol: 'h2' })).status).toBe(403);
    },
  },
  {
    id: 'http: every answer carries the Date of the server',
    async run(c) {
      for (const path of [c.configMaps, '/version', '/api/v1/secrets', `${c.configMaps}/nothing`]) {
        expect(Number.isNaN(Date.parse((await c.get(path)).headers.date ?? ''))).toBe(false);
      }
    },
  },
  {
    id: 'http: gzip above 128 KiB when accepted, never below',
    async run(c) {
      await c.configMap('small');
      const gzip = { 'accept-encoding': 'gzip' };
      expect((await c.get(c.configMaps, { headers: gzip })).headers['content-encoding']).toBeUndefined();
      for (let i = 0; i < 4; i++) await c.configMap(`large${i}`, {}, { text: 'all work and no play '.repeat(2500) });
      const large = await c.get(c.configMaps, { headers: gzip });
      expect(large.headers['content-encoding']).toBe('gzip');
      expect(large.json().items).toHaveLength(5);
      expect(large.wireBytes).toBeLessThan(large.text.length / 5);
      const plain = await c.get(c.configMaps);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.wireBytes).toBeGreaterThan(131_072);
      const table = await c.get(`${c.configMaps}?includeObject=Object`, { headers: { ...gzip, ...acceptAs('Table') } });
      expect(table.headers['content-encoding']).toBe('gzip');
    },
  },
  {
    id: 'http: what the server cannot write is 406, and */* or no preference is JSON',
    async run(c) {
      for (const accept of ['text/html', 'application/*', 'application/x-nonsense', 'application/json;as=Nonsense;v=v1;g=meta.k8s.io']) {
        const answer = await c.get(c.configMaps, { headers: { accept } });
        expect([accept, answer.status]).toEqual([accept, 406]);
        expect(answer.json()).toMatchObject({ kind: 'Status', reason: 'NotAcceptable', code: 406 });
      }
      for (const accept of ['*/*', 'text/html, */*;q=0.1']) {
        const answer = await c.get(c.configMaps, { headers: { accept } });
        expect([accept, answer.status]).toEqual([accept, 200]);
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
      }
    },
  },
  {
    id: 'http: one object, and 404 as a Status that names it',
    async run(c) {
      await c.configMap('one', {}, { key: 'value' });
      expect(await c.read(`${c.configMaps}/one`)).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { key: 'value' } });
      const missing = await c.get(`${c.configMaps}/two`);
      expect(missing.status).toBe(404);
      expect(missing.json()).toMatchObject({
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message: 'configmaps "two" not found',
        reason: 'NotFound',
        details: { name: 'two', kind: 'configmaps' },
        code: 404,
      });
    },
  },
  {
    id: 'http: paths that nobody serves are 404',
    async run(c) {
      for (const path of ['/apis/nothing.example.org/v1', '/api/v1/nothings', '/apis/apps/v7/deployments', '/nothing']) {
        expect([path, (await c.get(path, { user: 'admin' })).status]).toEqual([path, 404]);
      }
    },
  },
  {
    id: 'http: a method that the resource does not know is 405',
    async run(c) {
      expect((await c.send('PUT', c.configMaps, {})).status).toBe(405);
      expect((await c.send('POST', `${c.configMaps}/x`, {})).status).toBe(405);
    },
  },
  {
    id: 'http: version and health',
    async run(c) {
      const version = await c.read('/version');
      expect(version.gitVersion).toMatch(/^v1\.\d+\.\d+/);
      expect(version).toMatchObject({ major: '1', minor: expect.stringMatching(/^\d+/) });
      for (const path of ['/readyz', '/livez', '/healthz']) {
        const answer = await rawRequest({ ...c.server.target('viewer') }, { path, headers: { accept: '*/*' } });
        expect([path, answer.status, answer.text]).toEqual([path, 200, 'ok']);
      }
    },
  },
];

/** Who may: 401, 403, namespaces, certificates. */
export const accessCases: readonly ContractCase[] = [
  {
    id: 'access: a denied list is 403 with a Status that says who may not do what where',
    async run(c) {
      const all = await c.get('/api/v1/secrets');
      expect(all.status).toBe(403);
      expect(all.json()).toMatchObject({
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Forbidden',
        code: 403,
        details: { kind: 'secrets' },
        message: expect.stringMatching(
          /^secrets is forbidden: User "viewer" cannot list resource "secrets" in API group "" at the cluster scope/,
        ),
      });
      const one = await c.get(`/api/v1/namespaces/${c.namespace}/secrets/x`);
      expect(one.status).toBe(403);
      expect(one.json().message).toMatch(
        new RegExp(
          `^secrets "x" is forbidden: User "viewer" cannot get resource "secrets" in API group "" in the namespace "${c.namespace}"`,
        ),
      );
      expect((await c.get('/api/v1/secrets?watch=true')).status).toBe(403);
    },
  },
  {
    id: 'access: rights in some namespaces only',
    async run(c) {
      const asked = ['/api/v1/pods', '/api/v1/namespaces/team-a/pods', '/api/v1/namespaces/team-b/pods', '/api/v1/namespaces/default/pods'];
      const statuses = await Promise.all(asked.map(async (path) => (await c.get(path, { user: 'restricted' })).status));
      expect(statuses).toEqual([403, 200, 200, 403]);
      expect((await c.get('/api/v1/namespaces', { user: 'restricted' })).status).toBe(403);
      expect((await c.get('/apis/apps/v1/namespaces/team-a/deployments', { user: 'restricted' })).status).toBe(200);
      expect((await c.get('/api/v1/namespaces/team-a/secrets', { user: 'restricted' })).status).toBe(403);
    },
  },
  {
    id: 'access: a user without rights may still discover',
    async run(c) {
      expect((await c.get('/api/v1/pods', { user: 'nobody' })).status).toBe(403);
      for (const path of ['/api', '/apis', '/api/v1', '/apis/apps/v1', '/version']) {
        expect([path, (await c.get(path, { user: 'nobody' })).status]).toEqual([path, 200]);
      }
    },
  },
  {
    id: 'access: a token that nobody knows is 401',
    async run(c) {
      const answer = await rawRequest({ ...c.server.target('viewer'), token: 'never-issued' }, { path: '/api/v1/pods' });
      expect(answer.status).toBe(401);
      expect(answer.json()).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'Unauthorized',
        message: 'Unauthorized',
        code: 401,
      });
    },
  },
  {
    id: 'access: without credentials one is system:anonymous',
    async run(c) {
      const answer = await rawRequest({ ...c.server.target('viewer'), token: undefined }, { path: '/api/v1/pods' });
      expect(answer.status).toBe(403);
      expect(answer.json().message).toMatch(/User "system:anonymous" cannot list resource "pods"/);
    },
  },
  {
    id: 'access: a client certificate instead of a token',
    async run(c) {
      const target = { ...c.server.target('viewer'), token: undefined, clientCertificate: c.server.viewerCertificate };
      for (const protocol of ['http/1.1', 'h2'] as const) {
        expect((await rawRequest(target, { path: '/api/v1/pods', protocol })).status).toBe(200);
        expect((await rawRequest(target, { path: '/api/v1/secrets', protocol })).json().message).toMatch(/User "viewer"/);
      }
    },
  },
  {
    id: 'access: one may ask who one is and what one may',
    async run(c) {
      const ask = (path: string, body: object) => rawRequest(c.server.target('restricted'), { method: 'POST', path, body });
      const who = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
      expect(who.status).toBe(201);
      expect(who.json().status.userInfo.username).toBe('restricted');
      const may = async (namespace: string): Promise<boolean> => {
        const body = {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { namespace, verb: 'list', resource: 'pods' } },
        };
        return (await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body)).json().status.allowed;
      };
      expect([await may('team-a'), await may('default'), await may('')]).toEqual([true, false, false]);
    },
  },
];
