import { expect } from 'vitest';
import type { Any, CaseContext, ContractCase } from './contract-server.ts';

const names = (list: Any): string[] => list.items.map((item: Any) => item.metadata.name);

async function seven(c: CaseContext): Promise<void> {
  for (let i = 1; i <= 7; i++) await c.configMap(`m${i}`, { parity: i % 2 === 0 ? 'even' : 'odd' });
}

/** What lists are: shape, versions, pages. */
export const listCases: readonly ContractCase[] = [
  {
    id: 'list: a list has kind, apiVersion and a resourceVersion, its items have neither kind nor apiVersion',
    async run(c) {
      await c.configMap('one');
      const list = await c.read(c.configMaps);
      expect(list).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
      expect(Number(list.metadata.resourceVersion)).toBeGreaterThan(0);
      expect(names(list)).toEqual(['one']);
      expect(list.items[0]).not.toHaveProperty('kind');
      expect(list.items[0]).not.toHaveProperty('apiVersion');
    },
  },
  {
    id: 'list: items come sorted by namespace and name',
    async run(c) {
      for (const name of ['b', 'a', 'c']) await c.configMap(name);
      expect(names(await c.read(c.configMaps))).toEqual(['a', 'b', 'c']);
      const keys = (await c.read('/api/v1/configmaps')).items.map((item: Any) => `${item.metadata.namespace}/${item.metadata.name}`);
      expect(keys).toEqual([...keys].sort());
    },
  },
  {
    id: 'list: a namespace that does not exist is empty, not an error',
    async run(c) {
      const answer = await c.get('/api/v1/namespaces/there-is-no-such/configmaps');
      expect(answer.status).toBe(200);
      expect(answer.json().items).toEqual([]);
    },
  },
  {
    id: 'list: an unset version answers what was just written',
    async run(c) {
      for (let i = 0; i < 5; i++) {
        const created = await c.configMap(`x${i}`);
        const list = await c.read(c.configMaps);
        expect(names(list)).toContain(`x${i}`);
        expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(created.metadata.resourceVersion));
      }
    },
  },
  {
    id: 'list: resourceVersion=0 answers from the cache, whole',
    async run(c) {
      await seven(c);
      const fresh = await c.read(c.configMaps);
      const cached = await c.read(`${c.configMaps}?resourceVersion=0`);
      expect(cached.metadata.resourceVersion).not.toBe('0');
      expect(cached.items.length).toBeLessThanOrEqual(fresh.items.length);
    },
  },
  {
    id: 'list: resourceVersion=0 ignores limit',
    async run(c) {
      await seven(c);
      const version = (await c.read(c.configMaps)).metadata.resourceVersion;
      // A list that waits for the version first, so that the cache holds all seven.
      await c.read(`${c.configMaps}?resourceVersion=${version}`);
      const list = await c.read(`${c.configMaps}?resourceVersion=0&limit=2`);
      expect(list.items).toHaveLength(7);
      expect(list.metadata.continue).toBeUndefined();
    },
  },
  {
    id: 'list: NotOlderThan answers the version asked or a later one',
    async run(c) {
      const first = await c.configMap('first');
      await c.configMap('second');
      const list = await c.read(`${c.configMaps}?resourceVersion=${first.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`);
      expect(names(list)).toContain('first');
      expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(first.metadata.resourceVersion));
    },
  },
  {
    id: 'list: Exact answers the objects as they were at that version',
    async run(c) {
      await c.configMap('first');
      const then = (await c.read(c.configMaps)).metadata.resourceVersion;
      await c.configMap('second');
      await c.must('DELETE', `${c.configMaps}/first`);
      const list = await c.read(`${c.configMaps}?resourceVersion=${then}&resourceVersionMatch=Exact`);
      expect(names(list)).toEqual(['first']);
      expect(list.metadata.resourceVersion).toBe(then);
    },
  },
  {
    id: 'list: a version of the future is 504 ResourceVersionTooLarge with Retry-After',
    async run(c) {
      const now = Number((await c.read(c.configMaps)).metadata.resourceVersion);
      for (const match of ['', '&resourceVersionMatch=NotOlderThan']) {
        const answer = await c.get(`${c.configMaps}?resourceVersion=${now + 1_000_000}${match}`);
        expect(answer.status).toBe(504);
        expect(answer.headers['retry-after']).toBe('1');
        const body = answer.json();
        expect(body).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Timeout', code: 504 });
        expect(body.message).toMatch(/Too large resource version/);
        expect(body.details.causes[0]).toMatchObject({ reason: 'ResourceVersionTooLarge' });
        expect(body.details.retryAfterSeconds).toBe(1);
      }
    },
  },
  {
    id: 'list: versions and matches that make no sense are 400 or 422',
    async run(c) {
      const bad = [
        'resourceVersion=abc',
        'resourceVersionMatch=NotOlderThan',
        'resourceVersionMatch=Exact',
        'resourceVersion=0&resourceVersionMatch=Exact',
        'resourceVersion=1&resourceVersionMatch=Nonsense',
      ];
      for (const query of bad) {
        const answer = await c.get(`${c.configMaps}?${query}`);
        expect([query, [400, 422].includes(answer.status)]).toEqual([query, true]);
        expect(answer.json().kind).toBe('Status');
      }
    },
  },
];

/** Pages: limit, continue, remainingItemCount. */
export const pageCases: readonly ContractCase[] = [
  {
    id: 'pages: limit and continue walk a consistent snapshot and count what remains',
    async run(c) {
      await seven(c);
      const first = await c.read(`${c.configMaps}?limit=3`);
      expect(names(first)).toEqual(['m1', 'm2', 'm3']);
      expect(first.metadata.remainingItemCount).toBe(4);
      await c.configMap('m33');
      await c.must('DELETE', `${c.configMaps}/m5`);
      const second = await c.read(`${c.configMaps}?limit=3&continue=${encodeURIComponent(first.metadata.continue)}`);
      expect(names(second)).toEqual(['m4', 'm5', 'm6']);
      expect(second.metadata.remainingItemCount).toBe(1);
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      const third = await c.read(`${c.configMaps}?limit=3&continue=${encodeURIComponent(second.metadata.continue)}`);
      expect(names(third)).toEqual(['m7']);
      expect(third.metadata.continue).toBeUndefined();
      expect(third.metadata.remainingItemCount).toBeUndefined();
    },
  },
  {
    id: 'pages: a limit that fits all gives no continue',
    async run(c) {
      await seven(c);
      const list = await c.read(`${c.configMaps}?limit=7`);
      expect(list.items).toHaveLength(7);
      expect(list.metadata.continue).toBeUndefined();
    },
  },
  {
    id: 'pages: remainingItemCount is absent with a selector',
    async run(c) {
      await seven(c);
      const list = await c.read(`${c.configMaps}?limit=2&labelSelector=parity%3Dodd`);
      expect(names(list)).toEqual(['m1', 'm3']);
      expect(list.metadata.continue).toBeDefined();
      expect(list.metadata.remainingItemCount).toBeUndefined();
      const rest = await c.read(
        `${c.configMaps}?limit=2&labelSelector=parity%3Dodd&continue=${encodeURIComponent(list.metadata.continue)}`,
      );
      expect(names(rest)).toEqual(['m5', 'm7']);
    },
  },
  {
    id: 'pages: a continue token that is none is 400, and so is one with a resourceVersion beside it',
    async run(c) {
      await seven(c);
      expect((await c.get(`${c.configMaps}?limit=3&continue=nonsense`)).status).toBe(400);
      const token = (await c.read(`${c.configMaps}?limit=3`)).metadata.continue;
      const both = await c.get(`${c.configMaps}?limit=3&resourceVersion=5&continue=${encodeURIComponent(token)}`);
      expect(both.status).toBe(400);
    },
  },
  {
    id: 'pages: expired continue and expired Exact are 410, and the token offered instead goes on',
    async run(c) {
      await seven(c);
      const first = await c.read(`${c.configMaps}?limit=3`);
      const then = first.metadata.resourceVersion;
      await c.configMap('m33');
      await c.server.forget();
      const exact = await c.get(`${c.configMaps}?resourceVersion=${then}&resourceVersionMatch=Exact`);
      expect(exact.status).toBe(410);
      expect(exact.json()).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 });
      const expired = await c.get(`${c.configMaps}?limit=3&continue=${encodeURIComponent(first.metadata.continue)}`);
      expect(expired.status).toBe(410);
      const body = expired.json();
      expect(body).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 });
      const onwards = await c.read(`${c.configMaps}?limit=3&continue=${encodeURIComponent(body.metadata.continue)}`);
      expect(names(onwards)).toEqual(['m33', 'm4', 'm5']);
    },
  },
];
