import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { type SamplePod, samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, SyntheticFleet, shardState } from '../../../test/kit/synthetic-fleet.ts';
import { nodes } from '../resources/nodes.resource.ts';
import { pods } from '../resources/pods.resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { planQuery } from './plan-query.ts';
import { type TableQuery, tableQuery } from './table-query.ts';

const nowMs = sampleNowMs;

function pod(namespace: string, name: string, more: Partial<SamplePod> = {}) {
  return samplePod({ namespace, name, ...more });
}

function fleet(): SyntheticFleet {
  const made = new SyntheticFleet([pods, nodes]);
  for (const id of ['a-1', 'a-10', 'a-2']) {
    made.putCluster(clusterFacts(id, { labels: { channel: id === 'a-2' ? 'beta' : 'dev' }, aliases: [`${id}-alias`] }));
    made.openShard(id, pods);
  }
  made.apply('a-1', 'pods', {
    upserts: [
      pod('default', 'web-2', { labels: { app: 'web' }, restarts: 5 }),
      pod('default', 'web-10', { labels: { app: 'web' }, status: 'CrashLoopBackOff', restarts: 1404, ageMs: 60_000 }),
      pod('kube-system', 'dns-1', { labels: { app: 'dns', tier: 'Control' } }),
    ],
  });
  made.apply('a-2', 'pods', { upserts: [pod('default', 'api-1', { status: 'Pending', ageMs: 3 * 86_400_000 })] });
  made.apply('a-10', 'pods', { upserts: [pod('shop', 'cart-1', { status: 'ImagePullBackOff', restarts: 2, uid: 'x' })] });
  return made;
}

function ask(more: Partial<TableQuery>, source = fleet()) {
  const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], ...more });
  return finish(answerQuery(planQuery(query, source), source.view(), nowMs));
}

function names(more: Partial<TableQuery>, source = fleet()): string[] {
  return (ask(more, source).tables[0]?.rows ?? []).map(({ name }) => name);
}

describe('order', () => {
  test('is by cluster, namespace and name, naturally', () => {
    expect(names({})).toEqual(['web-2', 'web-10', 'dns-1', 'api-1', 'cart-1']);
  });

  test.each([
    ['Restarts', true, ['web-10', 'web-2', 'cart-1', 'dns-1', 'api-1']],
    ['Age', false, ['web-10', 'web-2', 'dns-1', 'cart-1', 'api-1']],
    ['age', true, ['api-1', 'web-2', 'dns-1', 'cart-1', 'web-10']],
    ['Name', true, ['web-10', 'web-2', 'dns-1', 'cart-1', 'api-1']],
    ['label:tier', false, ['dns-1', 'web-2', 'web-10', 'api-1', 'cart-1']],
    ['label:tier', true, ['dns-1', 'web-2', 'web-10', 'api-1', 'cart-1']],
    ['Cluster', true, ['cart-1', 'api-1', 'web-2', 'web-10', 'dns-1']],
  ])('sorts by %s, descending %s', (column, descending, expected) => {
    expect(names({ sort: [{ column, descending }] })).toEqual(expected);
    expect(names({ sort: [{ column, descending }], limit: 1 })).toEqual(expected.slice(0, 1));
    expect(names({ sort: [{ column, descending }], limit: 2, offset: 1 })).toEqual(expected.slice(1, 3));
  });

  test('says so when there is no such column', () => {
    expect(ask({ sort: [{ column: 'Restart', descending: false }] }).notices).toEqual([
      'There is no column "Restart" to sort pods by; the order is by cluster, namespace and name. Did you mean "Restarts"?',
    ]);
  });
});

describe('filter', () => {
  test.each([
    ['Status!=Running,Status!=Completed', ['web-10', 'api-1', 'cart-1']],
    ['Status=Pending,Status=ImagePullBackOff', ['api-1', 'cart-1']],
    ['Status=Pending|ImagePullBackOff', ['api-1', 'cart-1']],
    ['status = Pending', ['api-1']],
    ['Status=pending', []],
    ['Restarts=5', ['web-2']],
    ['Restarts>=5', ['web-2', 'web-10']],
    ['Restarts>1000|2', ['web-2', 'web-10']],
    ['Ready<1', ['web-10', 'cart-1']],
    ['Ready=0/1', ['web-10', 'cart-1']],
    ['Age<2h', ['web-2', 'web-10', 'dns-1', 'cart-1']],
    ['Age=60m', ['web-2', 'dns-1', 'cart-1']],
    ['Created>2026-11-24T11:30:00Z', ['web-10']],
    ['Created<2026-11-22', ['api-1']],
    ['Cluster=a-1,Namespace!=default', ['dns-1']],
    ['Name~^web', ['web-2', 'web-10']],
    ['Name~(web|api)-[12]$', ['web-2', 'api-1']],
    ['Name!~-1', ['web-2']],
    ['Name~WEB', []],
    ['label:app=web', ['web-2', 'web-10']],
    ['label:app=', ['api-1', 'cart-1']],
    ['label:app!=web', ['dns-1', 'api-1', 'cart-1']],
    ['annotation:note~cart', ['cart-1']],
    ['Labels~tier', ['dns-1']],
    ['control', ['dns-1']],
    ['web,CRASH', ['web-10']],
    ['a-10', ['cart-1']],
    ['1404', ['web-10']],
    ['"Status=Running"', []],
    ['Nominated Node=<none>', ['web-2', 'web-10', 'dns-1', 'api-1', 'cart-1']],
    ['Nominated Node=', ['web-2', 'web-10', 'dns-1', 'api-1', 'cart-1']],
    ['foo>bar', []],
    [',,', ['web-2', 'web-10', 'dns-1', 'api-1', 'cart-1']],
  ])('%s', (filter, expected) => {
    expect(names({ filter })).toEqual(expected);
  });

  test('an unknown column keeps nothing and says so', () => {
    const answer = ask({ filter: 'Statsu=Running' });
    expect(answer.tables[0]?.rows).toEqual([]);
    expect(answer.notices).toEqual(['The filter names a column "Statsu" that pods do not have, so no row matches. Did you mean "Status"?']);
  });

  test.each([
    ['Age<xx', 4, 'Filter: Age is compared with a duration such as 90s, 2h30m or 1d12h.'],
    ['Status=Running,Age>5', 19, 'Filter: Age is compared with a duration such as 90s, 2h30m or 1d12h.'],
    ['Name="abc', 5, 'Filter: this quote is not closed.'],
    ['"abc" def', 6, 'Filter: expected a comma or the end after the closing quote.'],
    ['Name~(?=x)', 5, 'Filter: look-around is not supported, because its run time has no bound.'],
  ])('%s is refused at its place', (filter, offset, message) => {
    expect(() => ask({ filter })).toThrow(
      expect.objectContaining({ code: 'query-invalid', message, place: expect.objectContaining({ offset, text: filter }) }),
    );
  });
});

test.each([
  ['Age<2hours', 'Did you mean 2h?'],
  ['Age<1 d 12 h', 'Did you mean 1d12h?'],
  ['Age<5', 'Say the unit: 5s, 5m, 5h or 5d.'],
  ['Name="a', 'Close the quote: Name="a"'],
])('%s: the hint is the corrected text', (filter, hint) => {
  expect(() => ask({ filter })).toThrow(expect.objectContaining({ hint }));
});

describe('place and selector', () => {
  test.each([
    [{ selector: 'app=web' }, ['web-2', 'web-10']],
    [{ selector: 'app in (web,dns),tier!=x' }, ['web-2', 'web-10', 'dns-1']],
    [{ selector: '!app' }, ['api-1', 'cart-1']],
    [{ namespaces: ['default'] }, ['web-2', 'web-10', 'api-1']],
    [{ namespaces: ['kube-*', 'shop'] }, ['dns-1', 'cart-1']],
    [{ namespaces: ['!default'] }, ['dns-1', 'cart-1']],
    [{ clusters: ['a-1?'] }, ['cart-1']],
    [{ clusters: ['!a-1'] }, ['api-1', 'cart-1']],
    [{ clusters: ['channel=beta'] }, ['api-1']],
    [{ clusters: ['a-2-alias', 'a-2'] }, ['api-1']],
    [{ names: ['web-2', 'nope'] }, ['web-2']],
    [{ names: ['web-2'], namespaces: ['default'] }, ['web-2']],
  ] as [Partial<TableQuery>, string[]][])('%o', (more, expected) => {
    expect(names(more)).toEqual(expected);
  });

  test.each([
    [{ clusters: ['a-3'] }, 'cluster-unknown', 'Cluster "a-3" not found'],
    [{ resources: ['nodes'] }, 'resource-unknown', "Namespaced resource type 'nodes' not found"],
    [{ resources: ['pods'], namespaces: undefined }, 'resource-unknown', "Cluster resource type 'pods' not found"],
    [{ resources: ['podz'] }, 'resource-unknown', "Namespaced resource type 'podz' not found"],
    [{ selector: 'a in b' }, 'query-invalid', expect.stringContaining('unable to parse selector')],
  ] as [Partial<TableQuery>, string, string][])('%o is refused', (more, code, message) => {
    expect(() => ask(more)).toThrow(expect.objectContaining({ code, message }));
  });
});

describe('coverage', () => {
  test('names every cluster that the answer cannot fully speak for', () => {
    const source = fleet();
    source.setState('a-1', 'pods', shardState({ state: 'stale', sinceMs: nowMs - 60_000, reason: 'no answer' }));
    source.putCluster(clusterFacts('b-1', { state: 'unreachable', reason: 'connection refused' }));
    source.putCluster(clusterFacts('c-1'));
    source.lacking.add('c-1/pods');
    const answer = ask({}, source);
    expect(answer.coverage.asked).toEqual(['a-1', 'a-10', 'a-2', 'b-1', 'c-1']);
    expect(answer.coverage.gaps.map(({ cluster, state, reason }) => [cluster, state, reason])).toEqual([
      ['a-1', 'stale', 'no answer'],
      ['b-1', 'unreachable', 'connection refused'],
      ['c-1', 'not served', 'the cluster has no pods'],
    ]);
    expect(answer.tables[0]?.rows.map(({ stale }) => stale)).toEqual([true, true, true, false, false]);
  });

  test('a live shard limited to some namespaces does not speak for the others', () => {
    const source = fleet();
    source.setState('a-1', 'pods', shardState({ namespaces: ['default'] }));
    expect(ask({}, source).coverage.gaps).toMatchObject([{ cluster: 'a-1', state: 'forbidden' }]);
    expect(ask({ namespaces: ['default'] }, source).coverage.gaps).toEqual([]);
  });

  test('no clusters, no rows, no error', () => {
    const source = new SyntheticFleet([pods]);
    expect(ask({}, source)).toMatchObject({ tables: [], coverage: { asked: [], gaps: [] } });
  });
});

describe('columns', () => {
  test('label columns stand after the first, hidden ones are left out, wide ones on demand', () => {
    const columns = (more: Partial<TableQuery>) => ask(more).tables[0]?.columns.map(({ name }) => name);
    expect(columns({ wide: false })).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
    expect(columns({ wide: false, labelColumns: ['app', 'kubernetes.io/Arch', '*'], hiddenColumns: ['Age', 'Ready'] })).toEqual([
      'Name',
      'App',
      'Kubernetes.io/arch',
      'Labels',
      'Status',
      'Restarts',
    ]);
    expect(columns({ hiddenColumns: ['*'], labelColumns: ['app'] })).toEqual(['App']);
  });

  test('a filter on a hidden column still works, free text looks at shown cells and all labels', () => {
    expect(names({ hiddenColumns: ['Status'], filter: 'Status=Pending' })).toEqual(['api-1']);
    expect(names({ hiddenColumns: ['Status'], filter: 'pending' })).toEqual([]);
  });
});
