import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, SyntheticFleet } from '../../../test/kit/synthetic-fleet.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from '../resources/column.ts';
import { pods } from '../resources/pods.resource.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { planQuery } from './plan-query.ts';
import type { Answer } from './table.ts';
import { type TableQuery, tableQuery } from './table-query.ts';

const memory: ColumnDef = { name: 'Memory Usage', type: 'quantity', missing: '', value: (pod) => pod.spec.memory ?? null };
const odd: ColumnDef = { name: 'Odd', type: 'text', missing: '', value: (pod) => pod.spec.odd ?? null };
const resource: ResourceDef = { ...pods, columns: [...pods.columns, memory, odd] };

const minute = 60_000;
const day = 24 * 60 * minute;
const withSpec = (pod: KubeObject, spec: object): KubeObject => ({ ...pod, spec: { ...pod.spec, ...spec } });
const objects: readonly KubeObject[] = [
  withSpec(samplePod({ name: 'web', labels: { app: 'Shop' }, ageMs: 90 * minute }), {
    memory: { text: '2Gi', number: 2 * 2 ** 30 },
    odd: 'a|b',
  }),
  withSpec(samplePod({ name: 'api', restarts: 150, ageMs: 40 * day }), { memory: { text: '1536Mi', number: 1.5 * 2 ** 30 }, odd: 'a' }),
  withSpec(samplePod({ name: 'db', status: 'Pending', ready: false, ageMs: 36 * 60 * minute }), { odd: 'x,y "z"' }),
  withSpec(samplePod({ name: 'job', status: 'CrashLoopBackOff', restarts: 7, namespace: 'batch', ageMs: minute }), { odd: 'b' }),
];

const fleet = new SyntheticFleet([resource]);
fleet.putCluster(clusterFacts('c-1'));
fleet.openShard('c-1', resource);
fleet.apply('c-1', 'pods', { upserts: objects });

function ask(filter: string, parts: Partial<TableQuery> = {}): Answer {
  const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], filter, ...parts });
  return finish(answerQuery(planQuery(query, fleet), fleet.view(), sampleNowMs));
}

const kept = (filter: string): string[] => (ask(filter).tables[0]?.rows ?? []).map(({ name }) => name).sort();

describe('the filter grammar', () => {
  test.each<[string, string, string[]]>([
    ['all terms must hold', 'Status=Running,Restarts>0', ['api']],
    ['free text in shown cells', 'crashloop', ['job']],
    ['free text in label values', 'shop', ['web']],
    ['all free texts are required', 'running,shop', ['web']],
    ['quoted text is always text', '"Status=Running"', []],
    ['the longest operator wins', 'Restarts>=150', ['api']],
    ['order is an operator with a column alone', 'Nonsense>1', []],
    ['columns whatever the case', 'sTATUS=Running,memory usage>1', ['api', 'web']],
    ['hidden and wide columns too', 'Node=node-1,Namespace=batch', ['job']],
    ['Cluster, Name, Labels', 'Cluster=c-1,Name~^w,Labels~app=Shop', ['web']],
    ['a label by its key', 'label:app=Shop', ['web']],
    ['an annotation by its key', 'annotation:note=about db', ['db']],
    ['quantities', 'Memory Usage>1.5Gi', ['web']],
    ['quantities equal in another spelling', 'Memory Usage=1.5Gi', ['api']],
    ['ages', 'Age<2h', ['job', 'web']],
    ['compound ages', 'Age>=1d12h', ['api', 'db']],
    ['days', 'Age>30d', ['api']],
    ['instants', `Created>${new Date(sampleNowMs - 2 * day).toISOString()}`, ['db', 'job', 'web']],
    ['dates', 'Created<2020-01-01', []],
    ['restarts by number', 'Restarts>100', ['api']],
    ['restarts equal by number', 'Restarts=7', ['job']],
    ['ratios by quotient', 'Ready<1', ['db', 'job']],
    ['ratios by text', 'Ready=0/1', ['db', 'job']],
    ['alternatives', 'Status=Pending|CrashLoopBackOff', ['db', 'job']],
    ['a cell that has the bar itself, or one of the alternatives', 'Odd=a|b', ['api', 'job', 'web']],
    ['quoted: the bar itself alone', 'Odd="a|b"', ['web']],
    ['alternatives of order', 'Restarts>100|5', ['api', 'job']],
    ['quotes for commas, escapes for quotes', 'Odd="x,y \\"z\\""', ['db']],
    ['several = on one column are alternatives', 'Status=Running,Status=Pending', ['api', 'db', 'web']],
    ['also in another spelling of the column', 'Status=Running,status=Pending', ['api', 'db', 'web']],
    ['several != all hold', 'Status!=Running,Status!=Pending', ['job']],
    ['= minds the case', 'Status=running', []],
    ['= with nothing is the empty cell', 'Memory Usage=', ['db', 'job']],
    ['a pattern, unanchored', 'Name~e|d', ['db', 'web']],
    ['a pattern without capitals minds no case', 'Status~crashloop', ['job']],
    ['a pattern with a capital does', 'Status~crashLoop', []],
    ['a capital in a class name is none', 'Name~^\\S+b$', ['db', 'job', 'web']],
    ['not a pattern', 'Name!~b$', ['api']],
    ['n/a is neither less', 'Memory Usage<100Gi', ['api', 'web']],
    ['nor greater', 'Memory Usage>=0', ['api', 'web']],
    ['n/a is not equal to anything', 'Memory Usage!=2Gi', ['api', 'db', 'job']],
  ])('%s: %s', (_, filter, expected) => {
    expect(kept(filter)).toEqual(expected);
  });

  test('n/a sorts last in both directions', () => {
    const order = (descending: boolean) =>
      (ask('', { sort: [{ column: 'Memory Usage', descending }] }).tables[0]?.rows ?? []).map(({ name }) => name);
    expect([order(false), order(true)]).toEqual([
      ['api', 'web', 'job', 'db'],
      ['web', 'api', 'job', 'db'],
    ]);
  });

  test('an unknown column with = or != gives no rows and the nearest names', () => {
    for (const filter of ['Statsu=Running', 'Statsu!=Running', 'Status=Running,Statsu='])
      expect(ask(filter)).toMatchObject({
        tables: [{ rows: [], total: 0 }],
        notices: ['The filter names a column "Statsu" that pods do not have, so no row matches. Did you mean "Status"?'],
      });
  });

  test.each([
    ['Age<2hours', 4, 6, 'a duration such as', 'Did you mean 2h?'],
    ['Status=Running, Age>5', 20, 1, 'a duration such as', 'Say the unit: 5s, 5m, 5h or 5d.'],
    ['Memory Usage>1.5GB', 13, 5, 'a quantity such as', 'Did you mean 1.5G?'],
    ['Restarts>many', 9, 4, 'a number such as', undefined],
    ['Created>yesterday', 8, 9, 'a time such as', undefined],
    ['Ready<most', 6, 4, 'a ratio such as', undefined],
    ['Name="web', 5, 4, 'this quote is not closed', 'Close the quote: Name="web"'],
    ['Name="a"b', 8, 1, 'expected a comma or the end', 'Quote the whole value, with \\" for a quote inside it.'],
    ['Name~web(1', 5, 5, 'no regular expression in RE2 syntax', 'To find these characters as they are, write web\\(1.'],
    ['Name~(?!web)', 5, 7, 'look-around is not supported', 'Say it in two terms: ~ for what must be there, !~ for what must not.'],
    ['Name~(x{1000}){1000}', 5, 15, 'invalid repeat count', undefined],
  ])('%s is a mistake with its place, what was expected and what to write', (filter, offset, length, message, hint) => {
    expect(() => ask(filter)).toThrow(
      expect.objectContaining({
        code: 'query-invalid',
        message: expect.stringContaining(message),
        place: { source: 'filter', text: filter, offset, length },
        ...(hint === undefined ? {} : { hint }),
      }),
    );
  });

  // With a backtracking engine none of these would end before the sun does.
  test.each(['(a+)+$', '(a|aa)+$', '(.*a){12}$', '(a*)*b', `${'a?'.repeat(40)}${'a'.repeat(40)}$`])(
    'the pattern %s ends in linear time',
    (pattern) => {
      const long = new SyntheticFleet([pods]);
      long.putCluster(clusterFacts('c-1'));
      long.openShard('c-1', pods);
      long.apply('c-1', 'pods', { upserts: [samplePod({ name: `${'a'.repeat(5000)}!` })] });
      const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], filter: `Name~${pattern}` });
      expect(finish(answerQuery(planQuery(query, long), long.view(), sampleNowMs)).tables[0]?.rows).toEqual([]);
    },
  );
});
