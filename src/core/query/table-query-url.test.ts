import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { type TableQuery, tableQuery } from './table-query.ts';
import { laterParameters, listSegments, tableQueryFromUrl, tableQueryToUrl, type UrlDefaults } from './table-query-url.ts';

function fromUrl(url: string, defaults?: UrlDefaults): TableQuery {
  const parsed = new URL(url, 'http://localhost');
  const segments = listSegments(parsed.pathname);
  if (segments === undefined) throw new Error(`${url} is no list`);
  return tableQueryFromUrl({ segments, params: parsed.searchParams, ...(defaults === undefined ? {} : { defaults }) });
}

describe('reading', () => {
  test.each([
    ['/clusters/_all/nodes', { clusters: ['_all'], namespaces: undefined, resources: ['nodes'] }],
    ['/clusters//nodes', { clusters: ['_all'], resources: ['nodes'] }],
    ['/clusters/a,b/namespaces/_all/pods,stacks', { clusters: ['a', 'b'], namespaces: ['_all'], resources: ['pods', 'stacks'] }],
    ['/clusters/aws:eu/namespaces/x/pods/', { clusters: ['aws:eu'], namespaces: ['x'], resources: ['pods'] }],
    ['/clusters/a/namespaces/ns/pods/web-1', { namespaces: ['ns'], resources: ['pods'], names: ['web-1'] }],
    ['/clusters/a/namespaces/ns', { namespaces: undefined, resources: ['namespaces'], names: ['ns'] }],
    ['/clusters/a/namespaces', { namespaces: undefined, resources: ['namespaces'], names: [] }],
    ['/clusters/a/nodes?filter=Status!=Ready', { filter: 'Status!=Ready' }],
    ['/clusters/a/nodes?filter=a&filter=b', { filter: 'a' }],
    ['/clusters/a/nodes?filter=a%2Bb+c', { filter: 'a+b c' }],
    ['/clusters/a/nodes?selector=a+in+(x,y)', { selector: 'a in (x,y)' }],
    ['/clusters/a/nodes?labelcols=app,%20team,,x', { labelColumns: ['app', 'team', 'x'] }],
    ['/clusters/a/nodes?labelcols=*&hidecols=Age', { labelColumns: ['*'], hiddenColumns: ['Age'] }],
    [
      '/clusters/a/nodes?sort=Age:desc,Name',
      {
        sort: [
          { column: 'Age', descending: true },
          { column: 'Name', descending: false },
        ],
      },
    ],
    ['/clusters/a/nodes?sort=A:B', { sort: [{ column: 'A:B', descending: false }] }],
    ['/clusters/a/nodes?sort={.metadata.creationTimestamp}', { sort: [{ column: 'Created', descending: false }] }],
    ['/clusters/a/nodes?limit=0', { limit: 0 }],
    ['/clusters/a/nodes?limit=', { limit: undefined }],
    ['/clusters/a/nodes?wide=0&offset=20', { wide: false, offset: 20 }],
    ['/clusters/a/nodes?name=a,b', { names: ['a', 'b'] }],
    ['/clusters/%E0%A4%A/nodes', { clusters: ['%E0%A4%A'] }],
    ['/clusters/a/nodes?__proto__=x&constructor=y', { filter: '' }],
  ] as [string, Partial<TableQuery>][])('%s', (url, expected) => {
    expect(fromUrl(url)).toMatchObject(expected);
  });

  test('an empty value is the default, a lone comma is none', () => {
    const defaults = { labelColumns: ['app'], hiddenColumns: ['Age'], limit: 100 };
    expect(fromUrl('/clusters/a/nodes?labelcols=', defaults)).toMatchObject({ labelColumns: ['app'], hiddenColumns: ['Age'], limit: 100 });
    expect(fromUrl('/clusters/a/nodes?labelcols=,&hidecols=,&limit=5', defaults)).toMatchObject({
      labelColumns: [],
      hiddenColumns: [],
      limit: 5,
    });
  });

  test.each([
    ['limit=ten', 'limit', 0],
    ['limit=10x', 'limit', 2],
    ['limit=-1', 'limit', 0],
    ['limit=1.5', 'limit', 1],
    ['limit=99999999999999999999', 'limit', 19],
    ['offset=x', 'offset', 0],
    ['sort=Name,:desc', 'sort', 5],
  ])('%s is refused at its place', (params, source, offset) => {
    expect(() => fromUrl(`/clusters/a/nodes?${params}`)).toThrow(
      expect.objectContaining({ code: 'query-invalid', place: expect.objectContaining({ source, offset }) }),
    );
  });

  test.each(['/', '/clusters', '/clusters/a', '/clusters/a/namespaces/b/pods/c/logs', '/clusters/a/nodes/b/c', '/search'])(
    '%s is no list',
    (path) => {
      expect(listSegments(path)).toBeUndefined();
    },
  );

  test('parameters that are not understood yet are named', () => {
    expect(
      laterParameters([
        ['at', '2026-11-24T12:00:00Z'],
        ['join', 'metrics'],
        ['theme', 'dark'],
      ]),
    ).toEqual(['The parameter at is not understood yet and was left out.']);
  });
});

describe('writing', () => {
  test('keeps what people write readable, and extra parameters', () => {
    const query = tableQuery({
      clusters: ['a', 'b'],
      namespaces: ['_all'],
      resources: ['pods'],
      filter: 'Status!=Running,Status!=Completed',
      sort: [{ column: 'Restarts', descending: true }],
    });
    expect(tableQueryToUrl(query, { extra: [['theme', 'dark']] })).toBe(
      '/clusters/a,b/namespaces/_all/pods?filter=Status!=Running,Status!=Completed&sort=Restarts:desc&theme=dark',
    );
  });

  test('a URL that was written reads back the same', () => {
    const seed = 20261124;
    const random = seededRandom(seed);
    const texts = [
      '',
      'a',
      'a,b',
      'x=y',
      'Name~"a|b, c"',
      '<script>',
      '50%',
      'a+b c',
      'ä/ö',
      '&filter=evil',
      '#frag',
      '\u0000',
      '__proto__',
    ];
    const list = (): string[] => [...new Set(Array.from({ length: random.int(3) }, () => random.pick(['a', 'app.io/x', '*', 'B c'])))];
    for (let i = 0; i < 500; i++) {
      const defaults = random.chance(0.5) ? { labelColumns: list(), hiddenColumns: list(), wide: random.chance(0.5) } : {};
      const query = tableQuery({
        clusters: random.pick([['_all'], ['a', 'b'], ['x:y']]),
        namespaces: random.pick([undefined, ['_all'], ['n'], ['a', 'b*', '!c']]),
        resources: random.pick([['pods'], ['pods', 'stacks.zalando.org']]),
        names: random.pick([[], ['x'], ['x', 'y.z']]),
        filter: random.pick(texts),
        selector: random.pick(texts),
        labelColumns: list(),
        hiddenColumns: list(),
        sort: random.pick([[], [{ column: 'A:desc', descending: false }], [{ column: 'Name', descending: true }]]),
        limit: random.pick([undefined, 0, 50]),
        offset: random.int(3),
        wide: random.chance(0.5),
      });
      expect(fromUrl(tableQueryToUrl(query, { defaults }), defaults), `seed ${seed}, case ${i}`).toEqual(query);
    }
  });
});

describe('columns, joins, counts and fields', () => {
  test.each([
    ['customcols=AZ=node.metadata.labels."topology.kubernetes.io/zone"%3Bspec.nodeName&join=nodes', { joins: ['nodes'] }],
    [
      "customcols=spec.containers[?name=='a%3Bb'].image",
      { customColumns: [{ name: 'Spec Containers Name A B Image', expression: "spec.containers[?name=='a;b'].image" }] },
    ],
    ['join=Metrics,namespaces&group=image,ns:team', { joins: ['metrics', 'namespaces'], groupBy: ['image', 'ns:team'] }],
    ['fieldselector=spec.nodeName=a,status.phase!=Running', { fieldSelector: 'spec.nodeName=a,status.phase!=Running' }],
    ['customcols=&join=,&group=', { customColumns: [], joins: [], groupBy: [] }],
  ])('%s is read, and read back as it was written', (params, expected) => {
    const query = fromUrl(`/clusters/_all/namespaces/_all/pods?${params}`);
    expect(query).toMatchObject(expected);
    expect(fromUrl(tableQueryToUrl(query))).toEqual(query);
  });

  test('nothing else can be joined', () => {
    expect(() => fromUrl('/clusters/_all/nodes?join=metrics,pods')).toThrow(
      expect.objectContaining({ code: 'query-invalid', place: { source: 'join', text: 'metrics,pods', offset: 8, length: 4 } }),
    );
  });
});
