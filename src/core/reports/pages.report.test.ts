import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { clusterFacts } from '../../../test/kit/synthetic-fleet.ts';
import { HindsightError } from '../base/hindsight-error.ts';
import { clustersAnswer } from '../query/clusters-answer.ts';
import { clustersHtml } from './clusters-html.report.ts';
import { errorHtml } from './error-html.report.ts';

describe('clustersHtml', () => {
  const evil = '"><script>x</script>';
  const clusters = [
    clusterFacts('b-1', { labels: { channel: 'beta', 'a/b': evil } }),
    clusterFacts('d-1', { labels: { channel: 'dev' }, state: 'unreachable', reason: evil }),
    clusterFacts('x', { state: 'forbidden' }),
  ];
  const page = clustersHtml({ clusters, answer: clustersAnswer(clusters, { nowMs: sampleNowMs, wide: true }) });

  test('the ribbon has one mark per cluster by channel, out of the way of screen readers, and its sum in words', () => {
    expect(page).toMatch(/<b>dev<\/b><a class="gone"[^>]*><\/a><\/div><div class="ch" aria-hidden="true"><b>beta<\/b><a class="live"/);
    expect(page).toContain('<p class="sum"><b>1</b> live · <b>1</b> unreachable · <b>1</b> forbidden</p>');
  });

  test('names lead to clusters, labels select', () => {
    expect(page).toContain('<a href="/clusters/b-1">b-1</a>');
    expect(page).toContain('<a class="tag" href="/clusters?selector=channel%3Dbeta">channel=beta</a>');
    expect(page).toContain('<span class="st lost"><i aria-hidden="true">■</i>forbidden</span>');
  });

  test('hostile labels and reasons stay text; no clusters say so', () => {
    expect(page).not.toContain('<script');
    expect(clustersHtml({ clusters: [], answer: clustersAnswer([], { nowMs: 0, wide: true }) })).toContain('No clusters are configured.');
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
