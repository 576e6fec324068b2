import type { KubeObject } from '../kube/object.ts';
import { parseTime } from '../kube/parse-time.ts';
import type { SuppressionNote } from './finding.ts';

/** What an `hindsight/ignore.…` annotation says, or why it says nothing. */
export type ReadSuppression = GoodSuppression | InvalidSuppression;

/** A suppression that can be read; whether it is in force says `suppressionState`. */
export interface GoodSuppression extends SuppressionNote {
  readonly check: string;
  readonly rule: string | undefined;
  readonly containers: readonly string[];
}

/** A suppression that does not suppress. */
export interface InvalidSuppression {
  readonly invalid: string;
  readonly check: string;
  readonly rule: string | undefined;
}

/** How keys of annotations begin that accept findings. */
export const suppressionPrefix = 'hindsight/ignore.';
const prefix = suppressionPrefix;
const dayMs = 86_400_000;
/** An exception is looked at again after a year at the latest. */
const longestDays = 366;
const shortestReason = 10;

/**
 * The suppressions that an object's own annotations carry. A value is `reason=…; until=2027-01-31; by=…; containers=a,b`; reason and until are needed.
 * Unreadable ones suppress nothing and say why. `where` names the object they stand on.
 */
export function readSuppressions(object: KubeObject, where: string): readonly ReadSuppression[] {
  return Object.entries(object.metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => readSuppression(key.slice(prefix.length), String(value), where));
}

function readSuppression(name: string, value: string, where: string): ReadSuppression {
  const [check = '', rule] = name.split('.');
  const fields = new Map(
    value.split(';').flatMap((part): readonly (readonly [string, string])[] => {
      const at = part.indexOf('=');
      return at === -1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
    }),
  );
  const reason = fields.get('reason') ?? '';
  const untilMs = parseTime(untilText(fields.get('until')));
  const invalid = (why: string): InvalidSuppression => ({ invalid: why, check, rule });
  if (reason.length < shortestReason) return invalid(`needs reason= with at least ${shortestReason} characters`);
  if (untilMs === undefined || untilMs === null) return invalid('needs until= with a date such as 2027-01-31');
  const containers = (fields.get('containers') ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  return { check, rule, reason, untilMs, by: fields.get('by'), where, containers };
}

/** Until the end of that day, UTC. */
function untilText(date: string | undefined): string {
  return date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T23:59:59Z` : '';
}

/** Whether a suppression holds: it may be over, or ask for more than a year. */
export function suppressionState({ untilMs = 0 }: SuppressionNote, nowMs: number): 'in force' | 'expired' | 'too long' {
  if (untilMs < nowMs) return 'expired';
  return untilMs > nowMs + longestDays * dayMs ? 'too long' : 'in force';
}

/** The suppression that covers a finding at an instant. */
export function suppressionOf(
  list: readonly ReadSuppression[],
  finding: { readonly check: string; readonly rule: string; readonly container: string | undefined },
  nowMs: number,
): SuppressionNote | undefined {
  for (const one of list) {
    if ('invalid' in one || one.check !== finding.check || (one.rule !== undefined && one.rule !== finding.rule)) continue;
    if (one.containers.length > 0 && (finding.container === undefined || !one.containers.includes(finding.container))) continue;
    const { reason, untilMs, by, where } = one;
    if (suppressionState(one, nowMs) !== 'in force') continue;
    return { reason, untilMs, by, where };
  }
  return undefined;
}
