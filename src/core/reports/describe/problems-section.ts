import { problemsOf } from '../../query/problems/shard-problems.ts';
import type { DescribedItem, DescribedSection } from './description.ts';
import { nextSteps } from './next-steps.ts';
import type { Subject } from './subject.ts';
import { field, fields } from './values.ts';

/** What is wrong with an object by its resource's own rules, since when, and where to look next; undefined when nothing is. */
export function problemsSection(subject: Subject): DescribedSection | undefined {
  const { shard, row, nowMs } = subject;
  const told = new Set<string>();
  const fresh = (steps: readonly string[]): readonly string[] => steps.filter((step) => !told.has(step) && told.add(step));
  const items = problemsOf(shard, row, nowMs).map(
    ({ reason, severity, sinceMs, atLeast, message }): DescribedItem => ({
      name: reason,
      level: severity === 'critical' ? 'bad' : 'warn',
      fields: fields([
        field('Since', [sinceMs === null ? 'unknown' : { type: 'time', atMs: sinceMs, ...(atLeast ? { atLeast } : {}) }]),
        field('Says', [message]),
        field(
          'Next',
          fresh(nextSteps(subject, reason)).map((text) => ({ type: 'command', text })),
        ),
      ]),
    }),
  );
  return items.length === 0 ? undefined : { id: 'problems', title: 'Problems', form: 'items', items };
}
