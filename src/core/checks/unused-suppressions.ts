import type { CentralSuppression } from './central-suppression.ts';
import type { Finding } from './finding.ts';

/** Entries of the central file that accept nothing of what was found: their cause is gone, or they never fitted. In the order of the file. */
export function unusedSuppressions(
  list: readonly CentralSuppression[],
  findings: Iterable<Pick<Finding, 'suppressed'>>,
): readonly CentralSuppression[] {
  const used = new Set([...findings].flatMap(({ suppressed }) => suppressed?.where ?? []));
  return list.filter(({ where }) => !used.has(where));
}
