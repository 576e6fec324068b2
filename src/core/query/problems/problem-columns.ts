import type { ShardView } from '../../fleet/fleet-view.ts';
import { humanDuration } from '../../kube/duration.ts';
import type { ColumnDef } from '../../resources/column.ts';
import type { QueryClock } from '../cell-tests.ts';
import type { ColumnReader } from '../column-reader.ts';
import { type Problem, shardProblems } from './shard-problems.ts';

/** The column that names a row's foremost problem; n/a for none, `?` where nobody can tell. */
const problemColumn: ColumnDef = {
  name: 'Problem',
  type: 'text',
  missing: '',
  description: 'What is wrong with the object now',
  value: () => null,
};

/** Since when a row has its foremost problem; `at least` before an age that counts from our first observation. */
export const problemSinceColumn: ColumnDef = {
  name: 'Problem Since',
  type: 'time',
  missing: '',
  description: 'How long it has been so',
  value: () => null,
  print: (value, nowMs) => {
    const sinceMs = value as number;
    const age = humanDuration(nowMs - Math.floor(sinceMs));
    return Number.isInteger(sinceMs) ? age : `at least ${age}`;
  },
};

/** Names of the columns that tell problems; every resource has them, no table shows them unless it is asked about problems. */
export const problemColumns: readonly ColumnDef[] = [problemColumn, problemSinceColumn];

/** True when a column that was found by name tells problems. */
export function isProblemColumn(choice: { readonly from: string; readonly name: string } | undefined): boolean {
  return choice?.from === 'fixed' && problemColumns.some(({ name }) => name === choice.name);
}

/** Instants are whole milliseconds, so that the half marks a lower bound in the same number. */
const lowerBoundMark = 0.5;

/** Reads one of the columns of problems; undefined for another name. */
export function problemReader(shard: ShardView, name: string, clock: QueryClock): ColumnReader | undefined {
  const problems = shardProblems(shard);
  if (name === problemColumn.name)
    return {
      def: problemColumn,
      cell: (row) => {
        const problem = problems.of(row, clock.nowMs);
        return problem === 'unknown' ? '?' : (problem?.reason ?? null);
      },
    };
  if (name !== problemSinceColumn.name) return undefined;
  return {
    def: problemSinceColumn,
    cell: (row) => {
      const problem = problems.of(row, clock.nowMs);
      return problem === null || problem === 'unknown' ? null : sinceCell(problem);
    },
  };
}

function sinceCell({ sinceMs, atLeast }: Problem): number | null {
  return atLeast && sinceMs !== null ? sinceMs + lowerBoundMark : sinceMs;
}
