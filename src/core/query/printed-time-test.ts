import type { ColumnReader } from './column-reader.ts';
import type { CellTest, CodeVerdicts, RowTest } from './row-test.ts';

/**
 * Runs a test of printed cells on a column of ages or restarts without printing each: ages of one step of the printed scale print alike,
 * and most pods have never restarted. Undefined for other columns. `verdicts` are those of the column in all shards.
 */
export function printedTimeTest(reader: ColumnReader, test: CellTest, q: { nowMs: number; verdicts: CodeVerdicts }): RowTest | undefined {
  const { def, numbers: lane } = reader;
  if (lane === undefined || def.print !== undefined) return undefined;
  const { nowMs, verdicts } = q;
  if (def.type === 'time')
    return (row) => {
      const step = ageStep(nowMs - lane.number(row));
      const known = step < 0 ? 0 : verdicts.of(step);
      if (known !== 0) return known === 2;
      const kept = test(reader.cell(row));
      return step < 0 ? kept : verdicts.note(step, kept);
    };
  if (def.type !== 'restarts') return undefined;
  const never = test({ count: 0, lastMs: null });
  return (row) => (lane.number(row) === 0 ? never : test(reader.cell(row)));
}

const longestAgeDays = 40_000;

/**
 * A small number that is equal only for ages that print alike: seconds up to ten minutes, then minutes, hours, days; -1 for n/a
 * and for what is no sensible age. Source: k8s.io/apimachinery pkg/util/duration HumanDuration.
 */
export function ageStep(ageMs: number): number {
  if (!(ageMs >= 0)) return -1;
  const seconds = Math.floor(ageMs / 1000);
  if (seconds < 600) return seconds;
  if (seconds < 8 * 3600) return 600 + Math.floor(seconds / 60);
  if (seconds < 8 * 86_400) return 600 + 480 + Math.floor(seconds / 3600);
  const days = Math.floor(seconds / 86_400);
  return days < longestAgeDays ? 600 + 480 + 192 + days : -1;
}
