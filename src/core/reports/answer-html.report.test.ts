import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleColumn, sampleRow, sampleTable } from '../../../test/kit/sample-answer.ts';
import { tableQuery } from '../query/table-query.ts';
import { answerHtml, rowsPerPage } from './answer-html.report.ts';

const query = tableQuery({
  namespaces: ['_all'],
  resources: ['pods'],
  filter: 'Status!=Running',
  sort: [{ column: 'Restarts', descending: true }],
  labelColumns: ['app'],
});

describe('answerHtml', () => {
  test('the question is the title, the footer says what was found and what is missing', () => {
    const page = answerHtml({ answer: sampleAnswer(), query });
    expect(page).toContain('<b>Pods</b> in <a class="tok" href="#clusters">all clusters</a>');
    expect(page).toContain('<title>pods in all clusters - Hindsight</title>');
    expect(page).toContain('Found 2 rows for 1 resource type in 2 clusters in 0.004 seconds.');
    expect(page).toContain('<span class="w">1 cluster stale (b-2 since 11:03Z).</span>');
    expect(page).toContain('<code>hindsight get pods -A --filter &#39;Status!=Running&#39; -L app --sort-by Restarts:desc -o wide</code>');
  });

  test('headings sort, cells lead on, other parameters stay', () => {
    const page = answerHtml({ answer: sampleAnswer(), query, extra: [['theme', 'dark']], theme: 'dark' });
    expect(page).toContain('data-theme="dark"');
    expect(page).toContain(
      'aria-sort="descending"><a href="/clusters/_all/namespaces/_all/pods?filter=Status!%3DRunning'.replace('%3D', '='),
    );
    expect(page).toContain('/clusters/b-2/namespaces/fulfilment/pods/flapping-consumer');
    expect(page).toContain(
      '<a href="/clusters/b-2/namespaces/_all/pods?filter=Status!=Running&amp;labelcols=app&amp;sort=Restarts:desc&amp;theme=dark">b-2</a> <small>stale 57m</small>',
    );
    expect(page).toContain('<tr class="old" data-k=');
    expect(page).toContain('<span class="st bad"><i aria-hidden="true">✕</i>CrashLoopBackOff</span>');
    expect(page).toContain('download=tsv');
  });

  test('hostile names, columns, filters and notices stay text', () => {
    const evil = '"><script>alert(1)</script>\x1b[2J';
    const table = sampleTable({
      columns: [
        sampleColumn('Name'),
        sampleColumn(evil),
        sampleColumn('Node'),
        sampleColumn('L', 'text', { source: 'label', labelKey: evil }),
      ],
      rows: [sampleRow({ cluster: evil, namespace: evil, name: evil, cells: [evil, evil, evil, evil] })],
      kind: evil,
      plural: evil,
      resource: evil,
    });
    const page = answerHtml({
      answer: sampleAnswer({ tables: [table, { ...table, rows: [] }], notices: [evil] }),
      query: {
        ...query,
        clusters: [evil],
        namespaces: [evil],
        resources: [evil],
        filter: evil,
        selector: evil,
        sort: [{ column: evil, descending: false }],
      },
      extra: [[evil, evil]],
    });
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\x1b');
  });

  test('an empty table says what to do', () => {
    const page = answerHtml({ answer: sampleAnswer({ tables: [sampleTable({ rows: [] })] }), query: { ...query, namespaces: ['x'] } });
    expect(page).toContain('No pods in x found. Show them <a href=');
    expect(answerHtml({ answer: sampleAnswer({ tables: [], coverage: { asked: [], gaps: [], seconds: 0 } }), query })).toContain(
      'Found 0 rows',
    );
  });

  test('a long list is cut into pages, with a way on', () => {
    const rows = Array.from({ length: 2001 }, (_, i) => sampleRow({ name: `p-${i}`, cells: [`p-${i}`] }));
    const table = sampleTable({ columns: [sampleColumn('Name')], rows, total: 5000 });
    const page = answerHtml({ answer: sampleAnswer({ tables: [table] }), query });
    expect(page.match(/<tr/g)).toHaveLength(rowsPerPage + 1);
    expect(page).toContain('limit=1000&amp;offset=1000">Next 1000</a>');
  });
});
