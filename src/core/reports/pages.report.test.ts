import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { clusterFacts } from '../../../test/kit/synthetic-fleet.ts';
import { HindsightError } from '../base/hindsight-error.ts';
import { clustersAnswer } from '../query/clusters-answer.ts';
import { clustersHtml } from './clusters-html.report.ts';
import { crumbsHtml } from './crumbs-html.ts';
import { errorHtml } from './error-html.report.ts';
import type { PageChrome } from './page-chrome.ts';
import { pageFootOf, pageHead } from './page-frame.ts';
import { ribbonHtml } from './ribbon-html.ts';

describe('clustersHtml', () => {
  const evil = '"><script>x</script>';
  const clusters = [
    clusterFacts('b-1', { labels: { channel: 'beta', 'a/b': evil } }),
    clusterFacts('d-1', { labels: { channel: 'dev' }, state: 'unreachable', reason: evil }),
    clusterFacts('x', { state: 'forbidden' }),
  ];
  const page = clustersHtml({ clusters, answer: clustersAnswer(clusters, { nowMs: sampleNowMs, wide: true }) });

  test('names lead to clusters, labels select', () => {
    expect(page).toContain('<a href="/clusters/b-1">b-1</a>');
    expect(page).toContain('<a class="tag" href="/clusters?selector=channel%3Dbeta">channel=beta</a>');
    expect(page).toContain('<span class="st lost"><i aria-hidden="true">■</i>forbidden</span>');
  });

  test('hostile labels and reasons stay text; no clusters say so', () => {
    expect(page).not.toContain('<script');
    expect(clustersHtml({ clusters: [], answer: clustersAnswer([], { nowMs: 0, wide: true }) })).toContain(
      'No clusters found. None are configured',
    );
  });
});

describe('ribbonHtml', () => {
  const clusters = [
    clusterFacts('b-1', { labels: { channel: 'beta' } }),
    clusterFacts('d-1', { labels: { channel: 'dev' }, state: 'unreachable', reason: '"><script>' }),
    clusterFacts('x', { state: 'forbidden' }),
  ];

  test('has one mark per cluster by channel, out of the way of screen readers, brighter where something is broken', () => {
    const ribbon = ribbonHtml(clusters, new Map([['b-1', 3]]));
    expect(ribbon).toMatch(
      /<b>dev<\/b><a class="gone"[^>]*><\/a><\/div><div class="ch" aria-hidden="true"><b>beta<\/b><a class="live hot"[^>]*, 3 broken"/,
    );
    expect(ribbon).toContain(
      '<summary><b>1</b> live · <b>1</b> unreachable · <b>1</b> forbidden · <b>1</b> with something broken</summary>',
    );
    expect(ribbon).toContain('<li><a href="/clusters/b-1">b-1</a> 3 broken</li>');
    expect(ribbon).not.toContain('<script');
  });

  test('says only the sum where all is well, and what to do where nothing is', () => {
    expect(ribbonHtml([clusterFacts('a')])).toContain('<p class="sum"><b>1</b> live</p>');
    expect(ribbonHtml([])).toContain('No clusters are configured.');
  });

  test('above 300 clusters has a bar per channel and state in the proportion of the counts', () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      clusterFacts(`c-${i}`, { labels: { channel: 'beta' }, state: i < 100 ? 'stale' : 'live' }),
    );
    const ribbon = ribbonHtml(many);
    expect(ribbon).toContain('<a class="live w15" href="/clusters?state=live" tabindex="-1" title="300 live"></a><a class="stale w5"');
    expect(ribbon.match(/<li>/g)).toHaveLength(41);
  });
});

describe('what stands around a page', () => {
  const chrome: PageChrome = {
    ribbon: '<div class="ribbon"></div>',
    pages: [
      ['/events', 'Events'],
      ['/search', 'Search'],
    ],
    lists: [
      {
        title: 'Mine',
        resources: [
          { name: 'nodes', namespaced: false },
          { name: 'pods', namespaced: true },
        ],
      },
    ],
    version: '9.9',
    searchHint: 'Search 5 pods',
    reload: { url: '/?reload=2', isOn: false },
  };

  test('the menu, the lists and the search stay where the page is', () => {
    const head = pageHead({ title: 'x', current: '/events', chrome, place: { clusters: 'a:1', namespaces: 'n' } });
    expect(head).toContain('<a href="/events" aria-current="page">Events</a>');
    expect(head).toContain('<a href="/clusters/a:1/nodes">nodes</a><a href="/clusters/a:1/namespaces/n/pods">pods</a>');
    expect(head).toContain('<input type="hidden" name="cluster" value="a:1"><input type="hidden" name="namespace" value="n">');
    expect(head).toContain('aria-label="Search in a:1"');
    expect(pageFootOf({ chrome })).toContain('Hindsight 9.9');
  });

  test('for several clusters the search is everywhere', () => {
    const head = pageHead({ title: 'x', chrome, place: { clusters: 'a,b', namespaces: '_all' } });
    expect(head).toContain('placeholder="Search 5 pods"');
    expect(head).not.toContain('type="hidden"');
    expect(head).toContain('<a href="/clusters/a,b/namespaces/_all/pods">pods</a>');
  });

  test('crumbs lead to pages that there are', () => {
    const hrefs = (html: string): readonly string[] => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
    expect(hrefs(crumbsHtml({ clusters: 'a', namespaces: 'n', rest: [['pods']] }).text)).toEqual([
      '/',
      '/clusters/a',
      '/clusters/a/namespaces/n',
    ]);
    expect(hrefs(crumbsHtml({ clusters: 'a,b', namespaces: 'n', rest: [['pods']] }).text)).toEqual([
      '/',
      '/clusters',
      '/clusters/a,b/namespaces',
    ]);
    expect(hrefs(crumbsHtml({ clusters: '_all', namespaces: '_all', rest: [['pods']] }).text)).toEqual([
      '/',
      '/clusters',
      '/clusters/_all/namespaces',
    ]);
  });
});

test('an error page says what, where and what next', () => {
  const error = new HindsightError('query-invalid', 'Filter: <b>', {
    hint: 'Do "this".',
    place: { source: 'filter', text: 'Age<xx', offset: 4, length: 2 },
  });
  const page = errorHtml(error);
  expect(page).toContain(
    '<h1 class="q"><b>Filter: &lt;b&gt;</b></h1><pre class="place">filter: Age&lt;<mark>xx</mark></pre><p>Do &quot;this&quot;.</p>',
  );
  expect(page).toContain('Error 400, query-invalid');
});
