import { compareCodeUnits } from '../base/compare-code-units.ts';
import type { PlacedFinding } from './check-report.ts';
import { severityRank } from './severity.ts';

/** The worst first; then by file, line and column; then by cluster, subject and rule, so that two runs print the same. */
export function orderedFindings(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  return [...findings].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      compareCodeUnits(a.place?.file ?? '', b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      compareCodeUnits(keyOf(a), keyOf(b)),
  );
}

function keyOf({ cluster, subject, check, rule, locator }: PlacedFinding): string {
  return [cluster, subject.namespace ?? '', subject.kind, subject.name, check, rule, locator].join('\n');
}
