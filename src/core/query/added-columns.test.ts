import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, SyntheticFleet, shardState } from '../../../test/kit/synthetic-fleet.ts';
import type { KubeObject } from '../kube/object.ts';
import { cellText } from '../resources/cell-text.ts';
import type { Cell } from '../resources/column.ts';
import { namespaces } from '../resources/namespaces.resource.ts';
import { nodemetrics } from '../resources/nodemetrics.resource.ts';
import { nodes } from '../resources/nodes.resource.ts';
import { podmetrics } from '../resources/podmetrics.resource.ts';
import { pods } from '../resources/pods.resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { parseCustomColumns } from './parse-custom-columns.ts';
import { planQuery } from './plan-query.ts';
import type { Answer, Table } from './table.ts';
import { type TableQuery, tableQuery } from './table-query.ts';

function pod(
  name: string,
  more: { image?: string; requests?: object; node?: string; annotations?: Record<string, string> } = {},
): KubeObject {
  const made = samplePod({ name, node: more.node ?? 'n-1' });
  const images = (more.image ?? 'app:1').split(',');
  return {
    ...made,
    metadata: { ...made.metadata, annotations: more.annotations ?? {} },
    spec: {
      ...made.spec,
      containers: images.map((image, i) => ({ name: `c${i}`, image, resources: { requests: more.requests } })),
    },
  };
}

function labelled(name: string, labels: Record<string, string>, status: object = {}): KubeObject {
  return { metadata: { name, uid: `uid-${name}`, resourceVersion: '1', labels }, status };
}

function fleet(): SyntheticFleet {
  const made = new SyntheticFleet([pods, nodes, namespaces, podmetrics, nodemetrics]);
  for (const id of ['a', 'b']) {
    made.putCluster(clusterFacts(id));
    for (const def of [pods, nodes, namespaces, podmetrics, nodemetrics]) made.openShard(id, def);
    made.apply(id, 'nodes', {
      upserts: [labelled('n-1', { 'topology.kubernetes.io/zone': `zone-${id}` }, { allocatable: { cpu: '3860m', memory: '16Gi' } })],
    });
    made.apply(id, 'namespaces', { upserts: [labelled('default', { team: `team-${id}` })] });
  }
  made.apply('a', 'pods', {
    upserts: [
      pod('p-1', { image: 'app:1,side:2', requests: { cpu: '250m', memory: '64Mi' }, annotations: { 'example.org/x': 'privileged' } }),
      pod('p-2', { image: 'app:1', node: 'gone' }),
    ],
  });
  made.apply('b', 'pods', { upserts: [pod('p-3', { image: 'app:2', requests: { cpu: '1' } })] });
  const usage = (cpu: string, memory: string) => ({ containers: [{ usage: { cpu, memory } }, { usage: { cpu, memory } }] });
  made.apply('a', podmetrics.id, {
    upserts: [
      {
        ...labelled('p-1', {}),
        metadata: { name: 'p-1', namespace: 'default', uid: 'default/p-1', resourceVersion: '' },
        ...usage('600m', '512Mi'),
      },
    ],
  });
  return made;
}

function ask(more: Partial<TableQuery>, source = fleet()): Answer {
  const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], hiddenColumns: ['*'], ...more });
  return finish(answerQuery(planQuery(query, source), source.view(), sampleNowMs));
}

/** Cells as text, a row in a line. */
function texts({ tables, nowMs }: Answer): string[] {
  const { columns, rows } = tables[0] as Table;
  return rows.map(({ cells }) => columns.map(({ def }, i) => cellText(def, cells[i] as Cell, nowMs)).join(' / '));
}

const custom = (text: string) => ({ customColumns: parseCustomColumns(text) });

describe('custom columns', () => {
  test('print as the predecessor did, and are typed beneath', () => {
    const answer = ask({
      ...custom('I=spec.containers[*].image;B=status.containerStatuses[0].ready;N=length(spec.containers);X=spec.nope'),
      clusters: ['a'],
    });
    expect(texts(answer)).toEqual(["['app:1', 'side:2'] / True / 2 / ", "['app:1'] / True / 1 / "]);
    expect(answer.tables[0]?.rows[0]?.cells).toEqual([{ json: ['app:1', 'side:2'] }, true, 2, null]);
    expect(answer.tables[0]?.columns.map(({ name, source }) => [name, source])).toEqual([
      ['I', 'custom'],
      ['B', 'custom'],
      ['N', 'custom'],
      ['X', 'custom'],
    ]);
  });

  test('of two with one name both show the last', () => {
    expect(texts(ask({ ...custom('A=metadata.name;A=spec.nodeName'), clusters: ['b'] }))).toEqual(['n-1 / n-1']);
  });

  test("one that is named like a column of the resource leaves that column's filter alone", () => {
    const answer = ask({ ...custom('Name=spec.nodeName'), filter: 'Name=p-3', hiddenColumns: [] });
    expect(answer.tables[0]?.rows.map(({ name }) => name)).toEqual(['p-3']);
    expect(answer.tables[0]?.columns.filter(({ name }) => name === 'Name')).toHaveLength(2);
    expect(ask({ ...custom('Name=spec.nodeName'), filter: 'custom:Name=gone' }).tables[0]?.rows.map(({ name }) => name)).toEqual(['p-2']);
  });

  test.each([
    ['N>1', ['p-1']],
    ['N=1', ['p-2', 'p-3']],
    ['I~side', ['p-1']],
    ['X=', ['p-1', 'p-2', 'p-3']],
    ['side', ['p-1']],
    ['M<128Mi', ['p-1']],
    ['B=True', ['p-1', 'p-2', 'p-3']],
  ])('filter %s', (filter, expected) => {
    const columns = custom(
      'I=spec.containers[*].image;B=status.containerStatuses[0].ready;N=length(spec.containers);X=spec.nope;M=spec.containers[0].resources.requests.memory',
    );
    expect(ask({ ...columns, filter }).tables[0]?.rows.map(({ name }) => name)).toEqual(expected);
  });

  test('hidecols never hides them', () => {
    expect(ask({ ...custom('A=metadata.name'), hiddenColumns: ['*', 'A'] }).tables[0]?.columns.map(({ name }) => name)).toEqual(['A']);
  });

  test('sort puts n/a last in both directions', () => {
    const by = (descending: boolean) =>
      ask({ ...custom('M=spec.containers[0].resources.requests.cpu'), sort: [{ column: 'M', descending }] }).tables[0]?.rows.map(
        ({ name }) => name,
      );
    expect([by(false), by(true)]).toEqual([
      ['p-1', 'p-3', 'p-2'],
      ['p-3', 'p-1', 'p-2'],
    ]);
  });

  test('a broken expression is refused with its place before anything is read', () => {
    expect(() => ask(custom('A=foo(a)'))).toThrow(
      expect.objectContaining({
        code: 'query-invalid',
        message: 'Invalid jmespath expression in column "A": there is no function foo().',
        place: { source: 'customcols', text: 'foo(a)', offset: 0, length: 3 },
      }),
    );
  });

  test('an expression that fails on some objects leaves their cells empty and says so', () => {
    const answer = ask({ ...custom('A=length(metadata.annotations."example.org/x")'), clusters: ['a'] });
    expect(texts(answer)).toEqual(['10', '']);
    expect(answer.notices).toEqual([
      'The column "A" is empty where its expression has no value: length() takes string or array or object, not null.',
    ]);
  });

  test('an expression without bound ends within its steps, and one that is dear everywhere is refused with its place', () => {
    const dear = 'metadata | [@,@,@,@,@,@,@,@][].[@,@,@,@,@,@,@,@][].[@,@,@,@,@,@,@,@][].[name,name,name,name] | length(@)';
    expect(texts(ask({ ...custom(`A=${dear}`), clusters: ['b'] }))).toEqual(['512']);
    const crowd = fleet();
    crowd.apply('a', 'pods', { upserts: Array.from({ length: 1200 }, (_, i) => pod(`crowd-${i}`)) });
    expect(() => ask(custom(`A=${dear}`), crowd)).toThrow(
      expect.objectContaining({
        code: 'query-invalid',
        message: expect.stringMatching(/^The expression of column "A" takes \d+ steps for each object; 500 are allowed\.$/),
      }),
    );
  });
});

describe('joins', () => {
  test('usage beside requests; what is not known is n/a, not 0', () => {
    const answer = ask({ joins: ['metrics'] });
    expect(answer.tables[0]?.columns.map(({ name }) => name)).toEqual([
      'CPU Usage',
      'CPU Requests',
      'CPU Limits',
      'Memory Usage',
      'Memory Requests',
      'Memory Limits',
    ]);
    expect(texts(answer)).toEqual([
      '1,200m / 500m / n/a / 1,024 MiB / 128 MiB / n/a',
      'n/a / n/a / n/a / n/a / n/a / n/a',
      'n/a / 1,000m / n/a / n/a / n/a / n/a',
    ]);
    expect(answer.tables[0]?.rows[0]?.cells[0]).toEqual({ text: '1,200m', number: 1.2 });
  });

  test.each([
    ['CPU Usage>1', ['p-1']],
    ['CPU Usage=', ['p-2', 'p-3']],
    ['Memory Usage>=1Gi', ['p-1']],
    ['Memory Usage<1Ti', ['p-1']],
    ['CPU Requests<=500m', ['p-1']],
  ])('filter %s', (filter, expected) => {
    expect(ask({ joins: ['metrics'], filter }).tables[0]?.rows.map(({ name }) => name)).toEqual(expected);
  });

  test('a cluster without metrics is named', () => {
    const source = fleet();
    source.setState('b', podmetrics.id, shardState({ state: 'not served', reason: 'the cluster does not serve pods.metrics.k8s.io' }));
    expect(ask({ joins: ['metrics'] }, source).coverage.gaps).toMatchObject([
      { cluster: 'b', resource: 'pods.metrics.k8s.io', state: 'not served' },
    ]);
  });

  test('nodes have what is allocatable', () => {
    expect(texts(ask({ resources: ['nodes'], namespaces: undefined, joins: ['metrics'], clusters: ['a'] }))).toEqual([
      'n/a / 3,860m / n/a / 16,384 MiB',
    ]);
  });

  test('a pod with its node, in columns and in expressions', () => {
    expect(texts(ask({ joins: ['nodes'] })).map((line) => line.split(' / ')[2])).toEqual(['zone-a', '', 'zone-b']);
    expect(texts(ask({ joins: ['nodes'], ...custom('AZ=node.metadata.labels."topology.kubernetes.io/zone"') }))).toEqual([
      'zone-a',
      '',
      'zone-b',
    ]);
    expect(texts(ask({ joins: ['nodes'], ...custom('N=[metadata.name, node.metadata.name]') }))).toEqual([
      "['p-1', 'n-1']",
      "['p-2', None]",
      "['p-3', 'n-1']",
    ]);
    expect(ask({ joins: ['nodes'], filter: 'Zone=zone-b' }).tables[0]?.rows.map(({ name }) => name)).toEqual(['p-3']);
  });

  test('without join the root has no node', () => {
    expect(texts(ask({ ...custom('N=node.metadata.name'), clusters: ['b'] }))).toEqual(['']);
  });

  test("labels of an object's namespace", () => {
    expect(texts(ask({ labelColumns: ['ns:team'] }))).toEqual(['team-a', 'team-a', 'team-b']);
    expect(ask({ labelColumns: ['ns:team'] }).tables[0]?.columns[0]?.name).toBe('Ns:team');
    expect(ask({ filter: 'ns:team=team-b' }).tables[0]?.rows.map(({ name }) => name)).toEqual(['p-3']);
    expect(texts(ask({ joins: ['namespaces'], ...custom('T=namespace.metadata.labels.team'), clusters: ['b'] }))).toEqual(['team-b']);
    expect(texts(ask({ joins: ['namespaces'], clusters: ['b'] }))).toEqual(['team=team-b']);
  });
});

describe('field selectors', () => {
  test.each([
    ['spec.nodeName=n-1', ['p-1', 'p-3']],
    ['spec.nodeName!=n-1', ['p-2']],
    ['metadata.name=p-3,status.phase=Running', ['p-3']],
    ['status.phase!=Running', []],
    ['spec.restartPolicy=', ['p-1', 'p-2', 'p-3']],
  ])('%s', (fieldSelector, expected) => {
    expect(ask({ fieldSelector }).tables[0]?.rows.map(({ name }) => name)).toEqual(expected);
  });

  test('is pushed down where lists are read once, together with a name', () => {
    const plan = planQuery(
      tableQuery({ clusters: ['a'], namespaces: ['x'], resources: ['pods'], names: ['p'], fieldSelector: 'spec.nodeName=n' }),
      fleet(),
    );
    expect(plan.needs).toEqual([
      { cluster: 'a', resource: 'pods', narrow: { namespace: 'x', fieldSelector: 'spec.nodeName=n,metadata.name=p' } },
    ]);
  });

  test('a field that the resource cannot be selected by is refused at its place', () => {
    expect(() => ask({ fieldSelector: 'metadata.name=a,spec.foo=b' })).toThrow(
      expect.objectContaining({ code: 'query-invalid', place: expect.objectContaining({ offset: 16, length: 8 }) }),
    );
  });
});

describe('groups', () => {
  const groups = (more: Partial<TableQuery>) => {
    const answer = ask(more);
    return {
      lines: texts(answer),
      links: answer.tables[0]?.rows.map(({ link }) => link),
      total: answer.tables[0]?.total,
      notices: answer.notices,
    };
  };

  test('which images run where, container by container', () => {
    expect(groups({ groupBy: ['image'] })).toMatchObject({
      lines: ['app:1 / 2 / 1', 'app:2 / 1 / 1', 'side:2 / 1 / 1'],
      links: [
        '/clusters/_all/namespaces/_all/pods?filter=Images=app:1',
        '/clusters/_all/namespaces/_all/pods?filter=Images=app:2',
        '/clusters/_all/namespaces/_all/pods?filter=Images=side:2',
      ],
      total: 3,
    });
  });

  test('the list behind a count has as many rows', () => {
    for (const filter of ['', 'Images=app:1', 'Images=app:1,Images=side:2', 'Status=Running', 'Name~p']) {
      const source = fleet();
      for (const groupBy of [['image'], ['Status'], ['Cluster', 'image'], ['ns:team'], ['Node', 'Restarts'], ['label:app'], ['Namespace']])
        for (const row of ask({ groupBy, filter }, source).tables[0]?.rows ?? []) {
          const url = new URL(row.link as string, 'http://x');
          const [, , clusters = '', , space = ''] = url.pathname.split('/').map(decodeURIComponent);
          const listed = ask(
            { clusters: clusters.split(','), namespaces: space.split(','), filter: url.searchParams.get('filter') ?? '' },
            source,
          );
          expect([filter, row.link, listed.tables[0]?.total]).toEqual([filter, row.link, row.cells.at(-2)]);
        }
    }
  });

  test('by several columns, sorted and cut as asked', () => {
    expect(groups({ groupBy: ['Node', 'Cluster'], sort: [{ column: 'Node', descending: true }], limit: 2 })).toMatchObject({
      lines: ['n-1 / a / 1 / 1', 'n-1 / b / 1 / 1'],
      total: 3,
    });
  });

  test('an unknown column gives no groups and names the nearest', () => {
    expect(groups({ groupBy: ['Statsu'] })).toMatchObject({
      lines: [],
      notices: ['There is no column "Statsu" to count pods by. Did you mean "Status"?'],
    });
  });
});

test('an answer explains itself: indexes, terms, rows and time', () => {
  const source = fleet();
  const query = tableQuery({
    namespaces: ['_all'],
    resources: ['pods'],
    filter: 'N=1,Node=n-1',
    ...custom('N=length(spec.containers)'),
    limit: 1,
  });
  let clockUs = 0;
  const { explain } = finish(answerQuery(planQuery(query, source), source.view(), sampleNowMs, { explainUs: () => (clockUs += 5) }));
  expect(explain).toEqual([
    { table: 'pods', step: 'narrow', detail: 'node n-1 (2 shards)', rowsIn: 3, rowsOut: 2, micros: 5 },
    { table: 'pods', step: 'filter', detail: 'Node=n-1', rowsIn: 2, rowsOut: 2, micros: 5 },
    { table: 'pods', step: 'unpack', detail: 'objects whose values are not known yet', rowsIn: 2, rowsOut: 2, micros: 5 },
    { table: 'pods', step: 'filter', detail: 'N=1', rowsIn: 2, rowsOut: 1, micros: 5 },
    { table: 'pods', step: 'match', detail: 'rows that are meant', rowsIn: 3, rowsOut: 1, micros: 5 },
    { table: 'pods', step: 'sort', detail: 'cluster, namespace, name, window 0+1', rowsIn: 1, rowsOut: 1, micros: 5 },
    { table: 'pods', step: 'rows', detail: '10 columns', rowsIn: 1, rowsOut: 1, micros: 5 },
  ]);
});

test('progress counts the objects that were unpacked', () => {
  const source = fleet();
  const told: number[] = [];
  const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], ...custom('N=metadata.name') });
  finish(answerQuery(planQuery(query, source), source.view(), sampleNowMs, { onUnpacked: (count) => told.push(count) }));
  expect(told.at(-1)).toBe(3);
});
