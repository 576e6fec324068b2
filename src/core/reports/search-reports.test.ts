import { describe, expect, test } from 'vitest';
import type { SearchAnswer, SearchResult } from '../query/search/search-answer.ts';
import { searchQuery } from '../query/search/search-query.ts';
import { searchHtmlPieces } from './search-html.report.ts';
import { searchLine } from './search-line.ts';
import { snippetParts } from './search-snippet.ts';
import { searchCountsText, searchNames, searchText } from './search-text.report.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);

function result(more: Partial<SearchResult> = {}): SearchResult {
  return {
    rank: 'other',
    cluster: 'shop-1',
    resource: 'deployments.apps',
    kind: 'Deployment',
    plural: 'deployments',
    namespace: 'shop',
    name: 'price-feed',
    uid: 'u',
    path: '/clusters/shop-1/namespaces/shop/deployments/price-feed',
    createdMs: nowMs - 3_600_000,
    stale: false,
    labels: [['app', 'price-feed']],
    matches: [{ field: 'image', key: '', text: 'registry.example.org/shop/price-feed:4711', marks: [[26, 5]] }],
    ...more,
  };
}

function answer(results: readonly SearchResult[], more: Partial<SearchAnswer> = {}): SearchAnswer {
  const coverage = { asked: ['shop-1', 'shop-2'], gaps: [], seconds: 0.031 };
  return {
    results,
    total: results.length,
    byKind: [],
    byCluster: [],
    resources: ['pods', 'deployments.apps'],
    coverage,
    notices: [],
    nowMs,
    ...more,
  };
}

describe('text', () => {
  test('one line per result; wide has age and labels; colour marks what matched', () => {
    const found = answer([
      result(),
      result({ resource: 'clusters', kind: 'Cluster', namespace: undefined, name: 'shop-1', createdMs: null, stale: true, matches: [] }),
    ]);
    expect(searchText(found)).toBe(
      'CLUSTER   NAMESPACE   KIND         NAME         MATCH\nshop-1    shop        Deployment   price-feed   image registry.example.org/shop/price-feed:4711\n(stale)               Cluster      shop-1\n',
    );
    expect(searchText(found, { wide: true, headings: false })).toContain('60m   app=price-feed   image');
    expect(searchText(found, { colour: true })).toContain('\x1b[1mprice\x1b[0m-feed');
    const long = { field: 'column', key: 'Message', text: `${'x'.repeat(100)}web${'y'.repeat(100)}`, marks: [[100, 3]] } as const;
    expect(searchText(answer([result({ matches: [long] })]))).toMatch(/Message …x{60}weby{60}…\n$/);
    expect(searchText(answer([]))).toBe('');
    expect(searchNames(found)).toBe('deployment.apps/price-feed\ncluster/shop-1\n');
  });

  test('counts and the closing line', () => {
    const found = answer([result()], {
      total: 1234,
      byKind: [
        { resource: 'pods', kind: 'Pod', plural: 'pods', count: 1233 },
        { resource: 'ingresses', kind: 'Ingress', plural: 'ingresses', count: 1 },
      ],
      byCluster: [
        { cluster: 'shop-1', count: 1200 },
        { cluster: 'shop-2', count: 34 },
      ],
    });
    expect(searchCountsText(found)).toBe('1,233 Pods, 1 Ingress\nin shop-1 1,200, shop-2 34\n');
    expect(searchLine(found)).toBe('1,234 results found, the first 1 shown. Searched 2 resource types in 2 clusters in 0.031 seconds.');
  });
});

describe('snippets', () => {
  const hit = (text: string, marks: readonly (readonly [number, number])[]) =>
    snippetParts({ text, marks })
      .map(({ text: part, marked }) => (marked ? `[${part}]` : part))
      .join('');

  test.each([
    ['web', [[0, 3]], '[web]'],
    [`${'x'.repeat(30)}web${'y'.repeat(30)}`, [[30, 3]], `${'x'.repeat(20)}[web]${'y'.repeat(20)}`],
    [
      'a-a-a',
      [
        [0, 1],
        [2, 1],
        [4, 1],
      ],
      '[a]-[a]-[a]',
    ],
    [
      `web${'x'.repeat(40)}web`,
      [
        [0, 3],
        [43, 3],
      ],
      `[web]${'x'.repeat(20)}`,
    ],
    [`🧨${'x'.repeat(19)}web`, [[21, 3]], `🧨${'x'.repeat(19)}[web]`],
    ['nothing', [], 'nothing'],
  ] as [string, [number, number][], string][])('%s %j', (text, marks, expected) => {
    expect(hit(text, marks)).toBe(expected);
  });
});

describe('page', () => {
  const page = (found: SearchAnswer | undefined, query = searchQuery({ text: 'price kind:po' })): string =>
    [...searchHtmlPieces({ query, answer: found, kinds: new Map([['pods', 'Pod']]), extra: [['theme', 'dark']] })].join('');

  test('snippets as kube-web-view wrote them, links that keep the theme, labels that search', () => {
    const html = page(answer([result()], { total: 5 }));
    expect(html).toContain('<span class="match">ry.example.org/shop/<em>price</em>-feed:4711</span>');
    expect(html).toContain('href="/search?q=app%3Dprice-feed&amp;theme=dark"');
    expect(html).toContain('<h3><a href="/clusters/shop-1/namespaces/shop/deployments/price-feed">price-feed (Deployment)</a></h3>');
    expect(html).toContain('Show more of 5');
    expect(html).toContain('Created: 2026-11-24 11:00:00');
  });

  test('counts narrow by kind, one kind at a time', () => {
    const byKind = ['pods', 'services'].map((plural) => ({ resource: plural, kind: plural, plural, count: 2 }));
    expect(page(answer([result()], { byKind }))).toContain('href="/search?q=price+kind%3Aservices&amp;theme=dark"');
  });

  test('the form alone', () => {
    const html = page(undefined, searchQuery({}));
    expect(html).toContain('name="q" value=""');
    expect(html).not.toContain('search-result"');
    expect(html).toContain('<label class="checkbox"><input type="checkbox" name="type" value="pods"> Pod</label>');
  });
});
