import { expect } from 'vitest';
import { ApiFailure, type ApiServer } from '../../src/edge/client/api-server.ts';
import { SelfReviews } from '../../src/edge/client/self-reviews.ts';
import { clusterTarget, withClient } from './client-target.ts';
import type { Any, CaseContext, ContractCase, ContractUser } from './contract-server.ts';

const pod = (name: string, containers: readonly string[]): Any => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: containers.map((container) => ({ name: container, image: 'registry.example/app:1' })) },
});

async function refusal(c: CaseContext, q: { user?: ContractUser; pod: string; container: string }): Promise<string> {
  const read = (client: ApiServer, signal: AbortSignal): Promise<unknown> =>
    client.podLog({ namespace: c.namespace, pod: q.pod, container: q.container, signal, onLines: () => undefined });
  const error = await withClient(c.server.target(q.user ?? 'admin'), read).then(
    (end) => end,
    (reason: unknown) => reason,
  );
  return error instanceof ApiFailure ? `${error.kind}: ${error.message}` : JSON.stringify(error);
}

async function asUser<T>(c: CaseContext, user: ContractUser, ask: (reviews: SelfReviews, signal: AbortSignal) => Promise<T>): Promise<T> {
  const reviews = new SelfReviews(clusterTarget(c.server.target(user)), {
    userAgent: 'hindsight/contract',
    env: {},
    connectDeadlineMs: 10_000,
    nowMs: () => Date.now(),
  });
  try {
    return await ask(reviews, new AbortController().signal);
  } finally {
    reviews.close();
  }
}

/** What servers say where there is no log to be had, and about ourselves. */
export const logCases: readonly ContractCase[] = [
  {
    id: 'logs: no such pod, no such container, and no container named where there are several',
    async run(c) {
      await c.must('POST', `/api/v1/namespaces/${c.namespace}/pods`, pod('two', ['main', 'sidecar']));
      expect(await refusal(c, { pod: 'missing', container: 'main' })).toBe('not-found: pods "missing" not found');
      expect(await refusal(c, { pod: 'two', container: 'other' })).toBe('bad-request: container other is not valid for pod two');
      expect(await refusal(c, { pod: 'two', container: '' })).toMatch(/^bad-request: a container name must be specified for pod two/);
    },
  },
  {
    id: 'logs: who may not read them is told so',
    async run(c) {
      await c.must('POST', `/api/v1/namespaces/${c.namespace}/pods`, pod('one', ['main']));
      expect(await refusal(c, { user: 'nobody', pod: 'one', container: 'main' })).toMatch(
        /^forbidden: pods "one" is forbidden: User "nobody" cannot get resource "pods\/log"/,
      );
    },
  },
  {
    id: 'reviews: an API server tells who we are and what we may do',
    async run(c) {
      expect((await asUser(c, 'viewer', (reviews, signal) => reviews.whoami(signal))).user).toBe('viewer');
      const nodes = { verb: 'list', group: '', resource: 'nodes' };
      expect(await asUser(c, 'viewer', (reviews, signal) => reviews.mayI(nodes, signal))).toBe(true);
      expect(await asUser(c, 'nobody', (reviews, signal) => reviews.mayI(nodes, signal))).toBe(false);
      expect(
        await asUser(c, 'admin', (reviews, signal) =>
          reviews.mayI({ ...nodes, resource: 'pods', subresource: 'log', verb: 'get' }, signal),
        ),
      ).toBe(true);
    },
  },
];
