import { expect } from 'vitest';
import type { Any, CaseContext, ContractCase } from './contract-server.ts';

async function found(c: CaseContext, path: string, query: Readonly<Record<string, string>>): Promise<string[]> {
  const list = await c.read(`${path}?${new URLSearchParams(query)}`);
  return list.items.map((item: Any) => item.metadata.name);
}

/** A pod that a real server accepts. */
export function podBody(name: string, namespace: string, more: { nodeName?: string; labels?: Record<string, string> } = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: more.labels ?? {} },
    spec: {
      containers: [{ name: 'main', image: 'registry.example.org/app:1' }],
      ...(more.nodeName === undefined ? {} : { nodeName: more.nodeName }),
    },
  };
}

const invalid = async (c: CaseContext, path: string, query: Readonly<Record<string, string>>): Promise<void> => {
  const answer = await c.get(`${path}?${new URLSearchParams(query)}`);
  expect([query, answer.status]).toEqual([query, 400]);
  expect(answer.json()).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'BadRequest', code: 400 });
};

/** Label and field selectors. */
export const selectorCases: readonly ContractCase[] = [
  {
    id: 'selectors: every form of label selector',
    async run(c) {
      await c.configMap('a', { app: 'web', tier: 'front', size: '3' });
      await c.configMap('b', { app: 'db', tier: 'back', size: '10' });
      await c.configMap('c', { app: 'web' });
      await c.configMap('d');
      const expected: Readonly<Record<string, readonly string[]>> = {
        'app=web': ['a', 'c'],
        'app==web': ['a', 'c'],
        'app!=web': ['b', 'd'],
        'app in (web,db)': ['a', 'b', 'c'],
        'app notin (web)': ['b', 'd'],
        tier: ['a', 'b'],
        '!tier': ['c', 'd'],
        'app=web,tier=front': ['a'],
        ' app = web , tier notin ( back ) ': ['a', 'c'],
        'size>5': ['b'],
        'size<5': ['a'],
        'app=': [],
        'app in (web,)': ['a', 'c'],
        '': ['a', 'b', 'c', 'd'],
      };
      for (const [labelSelector, names] of Object.entries(expected)) {
        expect([labelSelector, await found(c, c.configMaps, { labelSelector })]).toEqual([labelSelector, names]);
      }
    },
  },
  {
    id: 'selectors: a label selector that is none is 400',
    async run(c) {
      for (const labelSelector of ['app in web', 'app in (', '=web', 'a b', 'app=we b', '!', 'app=web,', 'size>x', 'bad/key/x=1', 'a=&']) {
        await invalid(c, c.configMaps, { labelSelector });
      }
    },
  },
  {
    id: 'selectors: field selectors every resource has',
    async run(c) {
      for (const name of ['a', 'b', 'c']) await c.configMap(name);
      expect(await found(c, c.configMaps, { fieldSelector: 'metadata.name=b' })).toEqual(['b']);
      expect(await found(c, c.configMaps, { fieldSelector: 'metadata.name==b' })).toEqual(['b']);
      expect(await found(c, c.configMaps, { fieldSelector: 'metadata.name!=b' })).toEqual(['a', 'c']);
      expect(await found(c, '/api/v1/configmaps', { fieldSelector: `metadata.namespace=${c.namespace},metadata.name!=a` })).toEqual([
        'b',
        'c',
      ]);
    },
  },
  {
    id: 'selectors: a field that the resource does not offer is 400',
    async run(c) {
      await invalid(c, c.configMaps, { fieldSelector: 'data.x=1' });
      await invalid(c, c.configMaps, { fieldSelector: 'metadata.name' });
      await invalid(c, `/api/v1/namespaces/${c.namespace}/pods`, { fieldSelector: 'spec.hostname=x' });
    },
  },
  {
    id: 'selectors: pods by node and phase, with status set through its subresource',
    async run(c) {
      const pods = `/api/v1/namespaces/${c.namespace}/pods`;
      const nodes = [`${c.namespace}-1`, `${c.namespace}-2`];
      await c.must('POST', pods, podBody('a', c.namespace, { nodeName: nodes[0] as string }));
      await c.must('POST', pods, podBody('b', c.namespace, { nodeName: nodes[1] as string }));
      await c.must('POST', pods, podBody('c', c.namespace));
      const patch = { 'content-type': 'application/merge-patch+json' };
      await c.must('PATCH', `${pods}/a/status`, { status: { phase: 'Running', podIP: '10.9.9.9' } }, patch);
      expect(await found(c, pods, { fieldSelector: `spec.nodeName=${nodes[0]}` })).toEqual(['a']);
      expect(await found(c, pods, { fieldSelector: 'spec.nodeName=' })).toEqual(['c']);
      expect(await found(c, pods, { fieldSelector: 'status.phase=Running' })).toEqual(['a']);
      expect(await found(c, pods, { fieldSelector: 'status.phase!=Running' })).toEqual(['b', 'c']);
      expect(await found(c, pods, { fieldSelector: 'status.phase!=Running,spec.nodeName!=' })).toEqual(['b']);
      expect(await found(c, pods, { fieldSelector: 'status.podIP=10.9.9.9' })).toEqual(['a']);
      expect(await found(c, pods, { fieldSelector: 'spec.restartPolicy=Always,spec.schedulerName=default-scheduler' })).toEqual([
        'a',
        'b',
        'c',
      ]);
    },
  },
  {
    id: 'selectors: events by the object they speak of',
    async run(c) {
      const events = `/api/v1/namespaces/${c.namespace}/events`;
      const event = (name: string, kind: string, type: string): object => ({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace: c.namespace },
        involvedObject: { apiVersion: 'v1', kind, name: `${name}-object`, namespace: c.namespace, uid: `uid-${name}` },
        reason: 'Testing',
        message: 'for the contract',
        type,
        source: { component: 'contract' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
        count: 1,
      });
      await c.must('POST', events, event('e1', 'Pod', 'Normal'));
      await c.must('POST', events, event('e2', 'Deployment', 'Warning'));
      expect(await found(c, events, { fieldSelector: 'involvedObject.kind=Pod' })).toEqual(['e1']);
      expect(await found(c, events, { fieldSelector: 'involvedObject.uid=uid-e2,involvedObject.name=e2-object' })).toEqual(['e2']);
      expect(await found(c, events, { fieldSelector: 'type=Warning' })).toEqual(['e2']);
      expect(await found(c, events, { fieldSelector: 'reason!=Testing' })).toEqual([]);
    },
  },
];
