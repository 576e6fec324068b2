import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleColumn, sampleRow, sampleTable } from '../../../test/kit/sample-answer.ts';
import { answerFromWire } from '../wire/answer-from-wire.ts';
import { answerSchema } from '../wire/answer-schema.ts';
import { answerJson, wireAnswer } from './answer-json.report.ts';
import { coverageLine } from './coverage-line.ts';
import { tableText } from './table-text.report.ts';

describe('answerJson', () => {
  test('is what the wire schema says, and equal to the plain values', () => {
    const answer = sampleAnswer();
    const parsed = JSON.parse(answerJson(answer)) as unknown;
    expect(answerSchema.parse(parsed)).toEqual(parsed);
    expect(wireAnswer(answer)).toEqual(parsed);
    expect(parsed).toMatchObject({
      line: coverageLine(answer),
      coverage: { gaps: [{ cluster: 'b-2', state: 'stale' }] },
      tables: [
        {
          rows: [
            {},
            { cluster: 'b-2', stale: true, cells: ['flapping-consumer', '0/2', 'CrashLoopBackOff', { count: 1404 }, expect.any(Number)] },
          ],
        },
      ],
    });
  });

  test('reads back so that every report looks the same on both sides', () => {
    const answer = sampleAnswer({ missing: [{ resource: 'pods', name: 'x' }] });
    const back = answerFromWire(answerSchema.parse(JSON.parse(answerJson(answer))));
    expect(tableText({ ...back, nowMs: back.nowMs + 1e9 })).toBe(tableText(answer));
    expect(coverageLine(back)).toBe(coverageLine(answer));
    expect(back.missing).toEqual(answer.missing);
  });

  test('more rows than one piece, none, and no tables', () => {
    const rows = Array.from({ length: 1201 }, (_, i) => sampleRow({ name: `p-${i}`, cells: [`p-${i}`] }));
    const tables = [sampleTable({ columns: [sampleColumn('Name')], rows }), sampleTable({ rows: [] })];
    expect(JSON.parse(answerJson(sampleAnswer({ tables })))).toEqual(wireAnswer(sampleAnswer({ tables })));
    expect(JSON.parse(answerJson(sampleAnswer({ tables: [] })))).toMatchObject({ tables: [] });
  });

  test('control characters are escaped, values stay what they are', () => {
    const name = 'a\x1b[2J\u009b\u202e"\\</script>';
    const answer = sampleAnswer({ tables: [sampleTable({ columns: [sampleColumn('Name')], rows: [sampleRow({ cells: [name] })] })] });
    const text = answerJson(answer);
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
    expect((JSON.parse(text) as { tables: [{ rows: [{ cells: string[] }] }] }).tables[0].rows[0].cells).toEqual([name]);
  });
});
