import { afterEach, describe, expect, test } from 'vitest';
import { closeOpened, open, serve, signal } from '../../../test/kit/opened-api-server.ts';

afterEach(closeOpened);

describe('discovery and tables', () => {
  const aggregated = (items: unknown[]): unknown => ({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items });
  const resource = (name: string, kind: string, verbs = ['get', 'list', 'watch']): unknown => ({
    resource: name,
    responseKind: { kind },
    scope: 'Namespaced',
    singularResource: kind.toLowerCase(),
    verbs,
  });

  test('aggregated: one request each, stale groups named, an ETag spares the second reading', async () => {
    const server = await serve(({ path, headers }, reply) => {
      if (headers['if-none-match'] === '"1"') {
        reply.head(304);
        reply.end();
      } else if (path === '/api')
        reply.json(
          200,
          aggregated([
            {
              metadata: { name: '' },
              versions: [{ version: 'v1', resources: [resource('pods', 'Pod'), resource('bindings', 'Binding', ['create'])] }],
            },
          ]),
          { etag: '"1"' },
        );
      else
        reply.json(
          200,
          aggregated([{ metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale', resources: [] }] }]),
          { etag: '"1"' },
        );
    });
    const api = open(server.target());
    const first = await api.discover(signal);
    expect(first.resources).toMatchObject([{ group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, preferred: true }]);
    expect(first.broken).toEqual([
      { groupVersion: 'metrics.k8s.io/v1beta1', reason: 'the aggregated API server behind it does not answer' },
    ]);
    expect(await api.discover(signal)).toEqual(first);
    expect(api.usage.byStatus.get(304)).toBe(2);
  });

  test('legacy: group by group, a broken one named and not fatal', async () => {
    const server = await serve(({ path }, reply) => {
      if (path === '/api') reply.json(200, { kind: 'APIVersions', versions: ['v1'] });
      else if (path === '/apis')
        reply.json(200, {
          kind: 'APIGroupList',
          groups: [
            { name: 'apps', versions: [{ version: 'v1beta2' }, { version: 'v1' }], preferredVersion: { version: 'v1' } },
            { name: 'metrics.k8s.io', versions: [{ version: 'v1' }] },
          ],
        });
      else if (path === '/apis/metrics.k8s.io/v1') reply.json(503, 'x');
      else
        reply.json(200, {
          kind: 'APIResourceList',
          resources: [
            { name: 'things', singularName: '', namespaced: true, kind: 'Thing', verbs: ['get', 'list'], shortNames: ['th'] },
            { name: 'things/status', kind: 'Thing', verbs: ['get', 'list'] },
          ],
        });
    });
    const { resources, broken } = await open(server.target()).discover(signal);
    expect(resources.map((r) => [r.group, r.version, r.plural, r.singular, r.preferred])).toEqual([
      ['', 'v1', 'things', 'thing', true],
      ['apps', 'v1beta2', 'things', 'thing', false],
      ['apps', 'v1', 'things', 'thing', true],
    ]);
    expect(broken).toEqual([{ groupVersion: 'metrics.k8s.io/v1', reason: 'server error 503' }]);
  });

  test('a Table keeps its columns and cells; a list in its place yields names', async () => {
    const server = await serve(({ path }, reply) =>
      path.endsWith('/pods')
        ? reply.json(200, {
            kind: 'Table',
            metadata: { resourceVersion: '3' },
            columnDefinitions: [{ name: 'Name', type: 'string', priority: 1 }],
            rows: [{ cells: ['a'], object: null }],
          })
        : reply.json(200, {
            kind: 'NodeMetricsList',
            metadata: {},
            items: [{ metadata: { name: 'n1', creationTimestamp: '2026-01-01T00:00:00Z' } }],
          }),
    );
    const api = open(server.target());
    const table = await api.table('/api/v1/pods?labelSelector=a%3Db', { signal, includeObject: 'None' });
    expect(table).toMatchObject({
      columns: [{ name: 'Name', priority: 1, description: '' }],
      rows: [{ cells: ['a'], object: undefined }],
      resourceVersion: '3',
    });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ labelSelector: 'a=b', includeObject: 'None' });
    expect((await api.table('/apis/metrics.k8s.io/v1beta1/nodes', { signal, includeObject: 'Metadata' })).rows).toMatchObject([
      { cells: ['n1', '2026-01-01T00:00:00Z'] },
    ]);
  });
});
