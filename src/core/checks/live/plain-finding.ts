import type { Finding } from '../finding.ts';
import type { LiveFinding } from './live-finding.ts';

/** A live finding in the form that manifests give; without its patch, which is computed when somebody asks for it. */
export function plainFinding(live: LiveFinding): Finding {
  const { subject, instance, family, cause, suppressed } = live;
  const { cluster, group, kind, namespace, name } = subject;
  return {
    check: live.check,
    rule: live.rule,
    severity: live.severity,
    confidence: live.confidence,
    cluster,
    subject: { group, apiVersion: group, kind, namespace, name },
    locator: live.locator,
    message: live.message,
    path: live.path,
    missing: undefined,
    container: live.container,
    advice: live.advice,
    patch: [],
    fingerprints: { instance, family, cause },
    sinceMs: live.sinceMs,
    opensAtMs: live.opensAtMs,
    ...(suppressed !== undefined && { suppressed }),
  };
}
