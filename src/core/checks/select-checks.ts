import { HindsightError } from '../base/hindsight-error.ts';
import { nearest } from '../base/nearest.ts';
import type { Check } from './check.ts';

/** Which checks are asked. Words are `check` or `check/rule`. */
export interface CheckChoice {
  /** Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The checks of a choice, each with the rules that are left. HindsightError `usage` names a word that is no check or rule, and the nearest ones. */
export function selectChecks(checks: readonly Check[], { only, skip }: CheckChoice, known: readonly Check[] = checks): readonly Check[] {
  for (const word of [...only, ...skip]) assertKnown(word, known);
  return checks.flatMap((check) => {
    const rules = check.rules.filter((rule) => {
      const names = [check.id, `${check.id}/${rule.id}`];
      return (only.length === 0 || names.some((name) => only.includes(name))) && !names.some((name) => skip.includes(name));
    });
    return rules.length === 0 ? [] : [{ ...check, rules }];
  });
}

/** The check of an id; HindsightError `usage` with the nearest ids otherwise. */
export function checkById(checks: readonly Check[], id: string): Check {
  const found = checks.find((check) => check.id === id.split('/')[0]);
  if (found === undefined) throw unknownCheck(id, checks);
  return found;
}

/** HindsightError `usage` unless a word names a check, or a rule as `check/rule`. */
export function assertKnown(word: string, checks: readonly Check[]): void {
  const [id, rule] = word.split('/');
  const check = checks.find((one) => one.id === id);
  if (check === undefined) throw unknownCheck(word, checks);
  if (rule !== undefined && !check.rules.some((one) => one.id === rule))
    throw new HindsightError('usage', `check ${check.id} has no rule "${rule}"`, {
      hint: `Its rules: ${check.rules.map((one) => one.id).join(', ')}.`,
    });
}

function unknownCheck(word: string, checks: readonly Check[]): HindsightError {
  const near = nearest(
    word.split('/')[0] ?? '',
    checks.map(({ id }) => id),
  );
  return new HindsightError('usage', `there is no check "${word}"`, {
    hint:
      near.length > 0 ? `Did you mean ${near.join(' or ')}? \`hindsight checks\` lists them all.` : '`hindsight checks` lists them all.',
  });
}
