import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleColumn, sampleRow, sampleTable } from '../../../test/kit/sample-answer.ts';
import { tableText } from './table-text.report.ts';

const lines = (text: string): string[] => text.split('\n').slice(0, -1);

describe('tableText', () => {
  test('prints as kubectl does, clusters and namespaces first', () => {
    expect(lines(tableText(sampleAnswer()))).toEqual([
      'CLUSTER   NAMESPACE    NAME                READY   STATUS             RESTARTS        AGE',
      'a-1       default      web-1               1/1     Running            0               60m',
      'b-2       fulfilment   flapping-consumer   0/2     CrashLoopBackOff   1404 (2m ago)   6d',
    ]);
  });

  test('marks bad statuses before the cell and keeps the words in one line', () => {
    expect(lines(tableText(sampleAnswer(), { marks: true, headings: false }))).toEqual([
      'a-1   default      web-1               1/1     Running            0               60m',
      'b-2   fulfilment   flapping-consumer   0/2   ✕ CrashLoopBackOff   1404 (2m ago)   6d',
    ]);
  });

  test('rows that are printed one by one stay below their headings', () => {
    const widths = new Map<string, number>();
    const [head, ...rows] = lines(tableText(sampleAnswer(), { widths }));
    const { tables, ...rest } = sampleAnswer();
    const single = { ...rest, tables: tables.map((table) => ({ ...table, rows: table.rows.slice(0, 1) })) };
    expect(lines(tableText(single, { widths, headings: false }))).toEqual([rows[0]]);
    expect(head).toContain('NAMESPACE');
  });

  test('colour repeats the status and moves nothing', () => {
    const coloured = tableText(sampleAnswer(), { colour: true });
    expect(coloured).toContain('\x1b[31mCrashLoopBackOff\x1b[0m   ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: taking the colours out again
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(tableText(sampleAnswer()));
  });

  test('several tables: kind before the name, a blank line between, empty ones left out', () => {
    const services = sampleTable({
      resource: 'services',
      kind: 'Service',
      columns: [sampleColumn('Name')],
      showCluster: false,
      showNamespace: false,
      rows: [sampleRow({ cells: ['web'] })],
    });
    const deployments = { ...services, resource: 'deployments.apps', kind: 'Deployment' };
    const none = { ...services, rows: [], resource: 'jobs.batch', kind: 'Job' };
    expect(tableText(sampleAnswer({ tables: [services, none, deployments] }))).toBe('NAME\nservice/web\n\nNAME\ndeployment.apps/web\n');
  });

  test('label columns stand last, by the last part of the key', () => {
    const label = (key: string, name: string) =>
      sampleColumn(name, 'text', { source: 'label', labelKey: key, def: { name, type: 'text', missing: '', value: () => null } });
    const table = sampleTable({
      columns: [
        sampleColumn('Name'),
        label('app.kubernetes.io/name', 'App.kubernetes.io/name'),
        label('*', 'Labels'),
        sampleColumn('Status'),
      ],
      rows: [sampleRow({ cells: ['web-1', null, 'a=b', 'Running'] })],
      showCluster: false,
      showNamespace: false,
    });
    expect(lines(tableText(sampleAnswer({ tables: [table] })))).toEqual([
      'NAME    STATUS    NAME   LABELS',
      'web-1   Running          a=b',
    ]);
  });

  test('hostile cells cannot command the terminal or break the lines', () => {
    const table = sampleTable({
      columns: [sampleColumn('Name'), sampleColumn('Message')],
      rows: [sampleRow({ cells: ['\x1b[2Jx\u202e', 'one\ntwo'] }), sampleRow({ cells: ['日本', 'é\u0301'] })],
      showCluster: false,
      showNamespace: false,
    });
    expect(lines(tableText(sampleAnswer({ tables: [table] })))).toEqual([
      'NAME             MESSAGE',
      '\\x1b[2Jx\\u202e   one...',
      '日本             é\u0301',
    ]);
  });

  test('nothing prints nothing', () => {
    expect(tableText(sampleAnswer({ tables: [] }))).toBe('');
  });
});
