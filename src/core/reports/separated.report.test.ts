import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleColumn, sampleRow, sampleTable } from '../../../test/kit/sample-answer.ts';
import { answerCsv, harmlessField } from './answer-csv.report.ts';
import { answerName } from './answer-name.report.ts';
import { answerTsv } from './answer-tsv.report.ts';

describe('downloads', () => {
  test('TSV: headers as the predecessor, instants instead of ages, n/a empty', () => {
    expect(answerTsv(sampleAnswer())).toBe(
      'Cluster\tNamespace\tName\tReady\tStatus\tRestarts\tAge\n' +
        'a-1\tdefault\tweb-1\t1/1\tRunning\t0\t2026-11-24T11:00:00Z\n' +
        'b-2\tfulfilment\tflapping-consumer\t0/2\tCrashLoopBackOff\t1404 (2m ago)\t2026-11-18T12:00:00Z\n',
    );
  });

  test('Namespace stands whenever there are namespaces, Cluster when several were asked', () => {
    const table = sampleTable({
      showCluster: false,
      showNamespace: false,
      columns: [sampleColumn('Name'), sampleColumn('CPU', 'quantity'), sampleColumn('N', 'number'), sampleColumn('X')],
      rows: [sampleRow({ cells: ['a,b"c', { text: '250m', number: 0.25 }, -3, null] })],
    });
    expect(answerCsv(sampleAnswer({ tables: [table] }))).toBe('Namespace,Name,CPU,N,X\r\ndefault,"a,b""c",0.25,-3,\r\n');
  });

  test('no table is an empty file', () => {
    expect(answerCsv(sampleAnswer({ tables: [] }))).toBe('');
  });

  test.each([
    ['=cmd|/c calc!A1', "'=cmd|/c calc!A1"],
    ['+1', '+1'],
    ['-1.5', '-1.5'],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\\t=1"],
    ['\r=1', "'\\r=1"],
    ['＝1', "'＝1"],
    ['a=b', 'a=b'],
    ['a\x1b[2J', 'a\\x1b[2J'],
    ['two\nlines', 'two\\nlines'],
    ['', ''],
  ])('%j is harmless in a spreadsheet', (text, field) => {
    expect(harmlessField(text, { separator: ',', lineEnd: '\r\n' })).toBe(field);
  });

  test('names are as kubectl writes them', () => {
    const deployments = sampleTable({ resource: 'deployments.apps', kind: 'Deployment', rows: [sampleRow({ name: 'x\x1b' })] });
    expect(answerName(sampleAnswer({ tables: [sampleTable(), deployments] }))).toBe(
      'pod/web-1\npod/flapping-consumer\ndeployment.apps/x\\x1b\n',
    );
  });
});
