import type { ColumnDef } from './column.ts';
import type { ProblemRules } from './problem-rules.ts';
import { decodeSpans, encodeSpans, problemRules, problemSpans } from './problem-spans.ts';
import type { ResourceDef } from './resource.ts';

/** Name of the hidden column that keeps an object's problem spans; no user can write it. */
export const problemsColumnName = '\u0001problems';

const columns = new Map<ProblemRules, ColumnDef>();

/** The hidden column that keeps what may be a problem of an object and when; n/a for the healthy, who are nearly all. */
export function problemsColumn(def: Pick<ResourceDef, 'problems' | 'origin'>): ColumnDef {
  const rules = problemRules(def);
  const known = columns.get(rules);
  if (known !== undefined) return known;
  const made: ColumnDef = {
    name: problemsColumnName,
    type: 'text',
    value: (object) => encodeSpans(problemSpans(rules, object, { seen: { atMs: 0, first: true }, before: [] })),
    remember: (object, before, seen) => {
      const drafts = problemSpans(rules, object, { seen, before: [] });
      if (drafts.length === 0) return null;
      if (before === null || drafts.every(({ atLeast }) => !atLeast)) return encodeSpans(drafts);
      return encodeSpans(problemSpans(rules, object, { seen, before: decodeSpans(before as string) }));
    },
  };
  columns.set(rules, made);
  return made;
}
