import { HindsightError } from '../base/hindsight-error.ts';
import type { PlacedFinding } from './check-report.ts';
import { isAtLeast, type Severity, severities, severityRank } from './severity.ts';

/** Findings that were there before, by their family: how many, and how bad. */
export type Baseline = ReadonlyMap<string, KnownFinding>;

/** One known finding. Check and subject are for people who read the file. */
export interface KnownFinding {
  readonly check: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly count: number;
}

/** What is new against a baseline. */
export interface Comparison {
  readonly fresh: readonly PlacedFinding[];
  /** Findings that the baseline knows and that are there still. */
  readonly known: number;
  /** Findings of the baseline that are gone. */
  readonly fixed: number;
}

/** The baseline of findings. Cluster, file and line are no part of it: what is moved stays known. */
export function baselineOf(findings: readonly PlacedFinding[]): Baseline {
  const known = new Map<string, KnownFinding>();
  for (const { fingerprints, check, rule, subject, severity } of findings) {
    const before = known.get(fingerprints.family);
    known.set(fingerprints.family, {
      check: `${check}/${rule}`,
      subject: [subject.kind, ...(subject.namespace === undefined ? [] : [subject.namespace]), subject.name].join('/'),
      severity: before === undefined || isAtLeast(severity, before.severity) ? severity : before.severity,
      count: (before?.count ?? 0) + 1,
    });
  }
  return known;
}

/** Splits findings into known and fresh ones. One more of a kind than before is fresh, and so is one that is worse than it was. */
export function compareWith(baseline: Baseline, findings: readonly PlacedFinding[]): Comparison {
  const left = new Map([...baseline].map(([family, { count }]) => [family, count]));
  const fresh: PlacedFinding[] = [];
  let known = 0;
  for (const finding of findings) {
    const { family } = finding.fingerprints;
    const count = left.get(family) ?? 0;
    const before = baseline.get(family);
    if (count > 0) left.set(family, count - 1);
    if (count === 0 || before === undefined || severityRank(finding.severity) > severityRank(before.severity)) fresh.push(finding);
    else known++;
  }
  return { fresh, known, fixed: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

/** The file of a baseline: one line for each finding, sorted, so that changes read well in a review. */
export function baselineText(baseline: Baseline): string {
  const lines = [...baseline]
    .map(([fingerprint, known]) => ({ ...known, fingerprint }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((one) => `  ${JSON.stringify(one)}`);
  return `{"version": 1, "findings": [\n${lines.join(',\n')}\n]}\n`;
}

/** Reads such a file; HindsightError `config-invalid` for anything else. */
export function readBaseline(text: string, source: string): Baseline {
  const value = parsed(text, source) as { readonly version?: unknown; readonly findings?: unknown } | null;
  if (value?.version !== 1 || !Array.isArray(value.findings)) throw invalid(source, 'it is no baseline of this version');
  return new Map(value.findings.map((one: unknown) => readKnown(one, source)));
}

function readKnown(one: unknown, source: string): readonly [string, KnownFinding] {
  const { fingerprint, check, subject, severity, count } = (one ?? {}) as Record<string, unknown>;
  if (typeof fingerprint !== 'string' || typeof count !== 'number' || !severities.includes(severity as Severity))
    throw invalid(source, 'an entry has no fingerprint, count or severity');
  return [fingerprint, { check: String(check), subject: String(subject), severity: severity as Severity, count }];
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(source, 'it is no JSON');
  }
}

function invalid(source: string, why: string): HindsightError {
  return new HindsightError('config-invalid', `${source} cannot be read as a baseline: ${why}`, {
    place: { source },
    hint: 'Write it anew with `hindsight check … --write-baseline FILE`.',
  });
}

function keyOf({ check, subject, fingerprint }: KnownFinding & { readonly fingerprint: string }): string {
  return `${check}\n${subject}\n${fingerprint}`;
}
