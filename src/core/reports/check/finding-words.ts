import type { PlacedFinding } from '../../checks/check-report.ts';
import type { Severity } from '../../checks/severity.ts';

/** `k8s/export.yaml:10:11`, or the cluster of a live finding. */
export function placeWords({ place, cluster }: PlacedFinding): string {
  return place === undefined ? cluster : `${place.file}:${place.line}:${place.column}`;
}

/** `Deployment shop/web`, with its container where the finding is about one. */
export function subjectWords({ subject, container }: PlacedFinding): string {
  const { kind, namespace, name } = subject;
  const object = namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return container === undefined ? object : `${object}, container ${container}`;
}

/** `1 critical, 4 warning`, the worst first; `none` for no finding. */
export function severityCounts(findings: readonly { readonly severity: Severity }[]): string {
  const parts = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** `1 file`, `2 files`. */
export function counted(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}
