import { z } from 'zod';
import type { StatedFinding } from '../checks/live/finding-query.ts';
import type { LiveFinding } from '../checks/live/live-finding.ts';

const instant = z.string().nullable();

/** One finding on the wire. */
export const findingSchema = z.object({
  check: z.string(),
  rule: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  confidence: z.enum(['certain', 'likely', 'heuristic']),
  state: z.enum(['pending', 'open', 'suppressed', 'stale', 'resolved']),
  cluster: z.string(),
  group: z.string(),
  kind: z.string(),
  resource: z.string().nullable(),
  namespace: z.string().nullable(),
  name: z.string(),
  team: z.string().nullable(),
  application: z.string().nullable(),
  exposed: z.boolean(),
  container: z.string().nullable(),
  locator: z.string(),
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
  advice: z.string().nullable(),
  openedAt: z.string(),
  /** True when it was there when the cluster was first looked at. */
  openedAtLeast: z.boolean(),
  since: instant,
  opensAt: instant,
  episodes: z.number(),
  resolvedAt: instant,
  resolvedWhy: z.enum(['fixed', 'object-deleted', 'rule-changed']).nullable(),
  suppressed: z.object({ reason: z.string(), until: instant, by: z.string().nullable(), where: z.string() }).nullable(),
  fingerprints: z.object({ instance: z.string(), family: z.string(), cause: z.string() }),
});

/** The answer of `/api/findings`. */
export const findingsSchema = z.object({
  judged: z.number(),
  clusters: z.number(),
  total: z.number(),
  bySeverity: z.object({ critical: z.number(), warning: z.number(), info: z.number() }),
  /** Why rules could not be evaluated, with the number of subjects. */
  unevaluated: z.array(z.object({ check: z.string(), rule: z.string(), reason: z.string(), clusters: z.number(), subjects: z.number() })),
  findings: z.array(findingSchema),
});

/** The same as a type. */
export type WireFindings = z.infer<typeof findingsSchema>;

/** A finding as it is sent. */
export function wireFinding({ finding, state }: StatedFinding): z.infer<typeof findingSchema> {
  const { subject, suppressed } = finding;
  const over = 'resolvedAtMs' in finding ? (finding as LiveFinding & { readonly resolvedAtMs: number; readonly why: 'fixed' }) : undefined;
  return {
    check: finding.check,
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    state,
    cluster: subject.cluster,
    group: subject.group,
    kind: subject.kind,
    resource: subject.resource ?? null,
    namespace: subject.namespace ?? null,
    name: subject.name,
    team: subject.team ?? null,
    application: subject.application ?? null,
    exposed: subject.exposed,
    container: finding.container ?? null,
    locator: finding.locator,
    path: [...finding.path],
    message: finding.message,
    advice: finding.advice ?? null,
    openedAt: new Date(finding.openedAtMs).toISOString(),
    openedAtLeast: finding.atLeast,
    since: timeText(finding.sinceMs),
    opensAt: timeText(finding.opensAtMs),
    episodes: finding.episodes,
    resolvedAt: timeText(over?.resolvedAtMs),
    resolvedWhy: over?.why ?? null,
    suppressed:
      suppressed === undefined
        ? null
        : { reason: suppressed.reason, until: timeText(suppressed.untilMs), by: suppressed.by ?? null, where: suppressed.where },
    fingerprints: { instance: finding.instance, family: finding.family, cause: finding.cause },
  };
}

/** A finding as it was sent. */
export function findingFromWire(wire: z.infer<typeof findingSchema>): StatedFinding {
  const { suppressed, fingerprints } = wire;
  const finding: LiveFinding = {
    check: wire.check,
    rule: wire.rule,
    severity: wire.severity,
    confidence: wire.confidence,
    subject: {
      cluster: wire.cluster,
      group: wire.group,
      kind: wire.kind,
      resource: wire.resource ?? undefined,
      namespace: wire.namespace ?? undefined,
      name: wire.name,
      team: wire.team ?? undefined,
      application: wire.application ?? undefined,
      exposed: wire.exposed,
    },
    locator: wire.locator,
    message: wire.message,
    path: wire.path,
    container: wire.container ?? undefined,
    advice: wire.advice ?? undefined,
    ...fingerprints,
    sinceMs: instantOf(wire.since),
    opensAtMs: instantOf(wire.opensAt),
    suppressed:
      suppressed === null
        ? undefined
        : { reason: suppressed.reason, untilMs: instantOf(suppressed.until), by: suppressed.by ?? undefined, where: suppressed.where },
    openedAtMs: instantOf(wire.openedAt) ?? 0,
    episodes: wire.episodes,
    atLeast: wire.openedAtLeast,
    ...(wire.resolvedAt !== null && { resolvedAtMs: instantOf(wire.resolvedAt), why: wire.resolvedWhy ?? 'fixed' }),
  };
  return { finding, state: wire.state };
}

function timeText(ms: number | undefined): string | null {
  return ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();
}

function instantOf(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}
