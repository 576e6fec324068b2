import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { clusterFacts, SyntheticFleet } from '../../../test/kit/synthetic-fleet.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import { cellText } from '../resources/cell-text.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { planQuery } from './plan-query.ts';
import { tableQuery } from './table-query.ts';
import { textPattern } from './text-pattern.ts';

const at = (field: string, type: ColumnDef['type'], more: Partial<ColumnDef> = {}): ColumnDef => ({
  name: field,
  type,
  value: (object) => object.cells[field] ?? null,
  ...more,
});

/** A resource with a column of every type, whose cells stand in the object. */
function oddResource(version: string, columns: readonly ColumnDef[]): ResourceDef {
  return {
    id: 'odds.example.org',
    group: 'example.org',
    version,
    plural: 'odds',
    singular: 'odd',
    kind: 'Odd',
    namespaced: true,
    shortNames: [],
    categories: [],
    columns: [{ name: 'Name', type: 'text', missing: '', value: (object) => object.metadata.name }, ...columns],
    origin: 'printer',
  };
}

const columns: readonly ColumnDef[] = [
  at('Text', 'text'),
  at('Number', 'number'),
  at('Boolean', 'boolean'),
  at('Time', 'time'),
  at('Date', 'date'),
  at('Quantity', 'quantity'),
  at('Ratio', 'ratio'),
  at('Restarts', 'restarts'),
  at('Span', 'span'),
  at('Shout', 'text', { print: (value) => `${String(value).toUpperCase()}!` }),
];

const texts = ['a', 'A b', 'a|b', 'x,y', '', '<none>', 'é"', '__proto__', '5d', 'crash', '\x1b[2J', '<script>'];

function randomCells(random: Random): Record<string, unknown> {
  const maybe = <T>(value: T): T | null => (random.chance(0.2) ? null : value);
  const number = random.int(4);
  return {
    Text: maybe(random.pick(texts)),
    Number: maybe(number),
    Boolean: maybe(random.chance(0.5)),
    Time: maybe(sampleNowMs - random.pick([1000, 3_600_000, 5 * 86_400_000])),
    Date: maybe(Date.parse(random.pick(['2026-11-01T00:00:00Z', '2026-11-24T12:00:00Z']))),
    Quantity: maybe(
      random.pick([
        { text: '1Gi', number: 2 ** 30 },
        { text: '1024Mi', number: 2 ** 30 },
        { text: '250m', number: 0.25 },
      ]),
    ),
    Ratio: maybe(random.pick(['0/1', '1/2', '2/2', '0/0', 'odd'])),
    Restarts: maybe({ count: number, lastMs: number === 0 ? null : sampleNowMs - 3_600_000 }),
    Span: maybe({ fromMs: sampleNowMs - 7_200_000, toMs: random.chance(0.5) ? null : sampleNowMs - 3_600_000 }),
    Shout: maybe(random.pick(['a', 'b'])),
  };
}

function oddFleet(random: Random): { fleet: SyntheticFleet; objects: KubeObject[] } {
  const def = oddResource('v1', columns);
  const fleet = new SyntheticFleet([def]);
  const objects: KubeObject[] = [];
  for (const id of ['c-1', 'c-2']) {
    fleet.putCluster(clusterFacts(id));
    fleet.openShard(id, def);
    const upserts = Array.from({ length: 40 }, (_, i): KubeObject => {
      const labels = JSON.parse(random.pick(['{}', '{"app":"web","__proto__":"evil"}', '{"constructor":"x"}'])) as Record<string, string>;
      return {
        metadata: { name: `o-${id}-${i}`, namespace: 'n', uid: `${id}-${i}`, resourceVersion: '1', labels },
        cells: randomCells(random),
      };
    });
    objects.push(...upserts);
    fleet.apply(id, def.id, { upserts });
  }
  return { fleet, objects };
}

function kept(fleet: SyntheticFleet, filter: string): string[] {
  const query = tableQuery({ namespaces: ['_all'], resources: ['odds'], filter });
  return (finish(answerQuery(planQuery(query, fleet), fleet.view(), sampleNowMs)).tables[0]?.rows ?? []).map(({ name }) => name).sort();
}

describe('a filter keeps what reading the printed cells one by one would', () => {
  const seed = 7;
  const random = seededRandom(seed);
  const { fleet, objects } = oddFleet(random);
  const printed = (object: KubeObject, column: ColumnDef): string => cellText(column, column.value(object), sampleNowMs);
  const where = (test: (object: KubeObject) => boolean): string[] =>
    objects
      .filter(test)
      .map(({ metadata }) => metadata.name)
      .sort();

  test.each(columns.map((column) => [column.name, column] as const))('= and != on %s', (name, column) => {
    for (const value of new Set(objects.map((object) => printed(object, column)))) {
      const quoted = `"${value.replace(/["\\]/g, '\\$&')}"`;
      const byText = (object: KubeObject): boolean => printed(object, column) === value || (column.value(object) === null && value === '');
      const alike = kept(fleet, `${name}=${quoted}`);
      // A typed column also knows another spelling of the same value.
      const expected = column.type === 'quantity' || column.type === 'restarts' ? alike : where(byText);
      expect(alike, `seed ${seed}, ${name}=${quoted}`).toEqual(expected);
      expect(where(byText).every((one) => alike.includes(one))).toBe(true);
      expect([...alike, ...kept(fleet, `${name}!=${quoted}`)].sort()).toEqual(where(() => true));
    }
  });

  test.each([
    'a',
    'A',
    'crash',
    '5d',
    '1',
    'gi',
    'true',
    '<none>',
    'ago',
    '2026',
    '1h',
    '/',
    'é',
    'proto',
    'evil',
    'c-2',
    'o-c-1-3',
    'b!',
    '.*',
    '\\',
  ])('free text %j', (needle) => {
    const shown = (object: KubeObject): string[] => [
      object.metadata.name,
      'n',
      object.metadata.uid.slice(0, 3),
      ...columns.map((column) => printed(object, column)),
      ...Object.values(object.metadata.labels ?? {}),
    ];
    expect(kept(fleet, `"${needle.replace(/["\\]/g, '\\$&')}"`)).toEqual(
      where((object) => shown(object).some((text) => text.toLowerCase().includes(needle.toLowerCase()))),
    );
  });

  test.each(['^a', 'A', '[ab]', '\\S\\s\\S', 'é', '^$', '!$'])('pattern %j', (pattern) => {
    const matches = textPattern(pattern);
    for (const column of columns.filter(({ name }) => name === 'Text' || name === 'Shout')) {
      expect(kept(fleet, `${column.name}~"${pattern.replace(/["\\]/g, '\\$&')}"`)).toEqual(
        where((object) => matches(printed(object, column))),
      );
    }
  });

  test.each([
    ['Number>1', (cells: Record<string, unknown>) => (cells.Number as number) > 1],
    ['Number<=1', (cells: Record<string, unknown>) => cells.Number !== null && (cells.Number as number) <= 1],
    ['Quantity>=1024Mi', (cells: Record<string, unknown>) => (cells.Quantity as { number: number } | null)?.number === 2 ** 30],
    ['Quantity=1Gi', (cells: Record<string, unknown>) => (cells.Quantity as { number: number } | null)?.number === 2 ** 30],
    ['Ratio<1', (cells: Record<string, unknown>) => ['0/1', '1/2'].includes(cells.Ratio as string)],
    ['Ratio>=1', (cells: Record<string, unknown>) => ['2/2', '0/0'].includes(cells.Ratio as string)],
    ['Restarts=2', (cells: Record<string, unknown>) => (cells.Restarts as { count: number } | null)?.count === 2],
    ['Restarts<2', (cells: Record<string, unknown>) => ((cells.Restarts as { count: number } | null)?.count ?? 9) < 2],
    ['Time<2h', (cells: Record<string, unknown>) => cells.Time !== null && sampleNowMs - (cells.Time as number) < 7_200_000],
    ['Time>1d12h', (cells: Record<string, unknown>) => cells.Time !== null && sampleNowMs - (cells.Time as number) > 36 * 3_600_000],
    ['Date>=2026-11-24', (cells: Record<string, unknown>) => (cells.Date as number) === sampleNowMs],
    ['Span>90m', (cells: Record<string, unknown>) => (cells.Span as { toMs: number | null } | null)?.toMs === null],
    ['Boolean=true', (cells: Record<string, unknown>) => cells.Boolean === true],
    ['Text=', (cells: Record<string, unknown>) => cells.Text === null || cells.Text === ''],
  ])('%s', (filter, test_) => {
    expect(kept(fleet, filter)).toEqual(where(({ cells }) => test_(cells as Record<string, unknown>)));
  });

  test('labels named like members of objects are just labels', () => {
    expect(kept(fleet, 'label:__proto__=evil')).toEqual(where(({ metadata }) => Object.hasOwn(metadata.labels ?? {}, '__proto__')));
    expect(kept(fleet, 'label:toString=')).toHaveLength(objects.length);
    expect(kept(fleet, 'annotation:constructor=')).toHaveLength(objects.length);
  });
});

test('clusters whose columns differ merge by name; a type that differs becomes text', () => {
  const older = oddResource('v1', [at('Size', 'number'), at('Old', 'text')]);
  const newer = oddResource('v2', [at('Size', 'text'), at('New', 'text', { missing: '-' })]);
  const fleet = new SyntheticFleet([older]);
  for (const [id, def] of [
    ['c-1', older],
    ['c-2', newer],
  ] as const) {
    fleet.putCluster(clusterFacts(id));
    fleet.openShard(id, def);
    const cells = { Size: def === older ? 3 : 'large', Old: 'o', New: null };
    fleet.apply(id, def.id, { upserts: [{ metadata: { name: 'x', namespace: 'n', uid: 'same', resourceVersion: '1' }, cells }] });
  }
  const query = tableQuery({ namespaces: ['_all'], resources: ['odds'], sort: [{ column: 'Size', descending: true }] });
  const [table] = finish(answerQuery(planQuery(query, fleet), fleet.view(), sampleNowMs)).tables;
  expect(table?.columns.map(({ name, def }) => [name, def.type])).toEqual([
    ['Name', 'text'],
    ['Size', 'text'],
    ['Old', 'text'],
    ['New', 'text'],
  ]);
  expect(table?.rows.map(({ cells }) => cells)).toEqual([
    ['x', 'large', null, null],
    ['x', '3', 'o', null],
  ]);
});

describe('patterns', () => {
  test.each([
    ['abc', 'xABCx', true],
    ['Abc', 'xABCx', false],
    ['\\Sb', 'AB', true],
    ['[[:alpha:]]b', 'AB', true],
    ['\\p{Lu}b', 'Ab', true],
    ['(?i)ABC', 'abc', true],
    ['a.c', 'A C', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(textPattern(pattern)(text)).toBe(expected);
  });

  test('a pattern that explodes elsewhere is linear here', () => {
    expect(textPattern('(a+)+$')(`${'a'.repeat(5000)}b`)).toBe(false);
  });
});
