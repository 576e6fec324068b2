import type { Check } from '../../core/checks/check.ts';
import { matchesObject } from '../../core/checks/object-match.ts';
import { type ObjectRule, pass, unknown } from '../../core/checks/rule.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { celCondition } from './cel-condition.ts';
import type { CheckContent } from './check-schema.ts';

/** One rule of the house, as configured. */
export type HouseRule = NonNullable<CheckContent['custom']>[number];

/** A rule of the house as a check like our own. Throws an Error with the reason when its expression is none. */
export function houseCheck(rule: HouseRule): Check {
  const { id, message, fix, story, examples } = rule;
  const title = rule.title ?? id.replaceAll('-', ' ');
  return {
    id,
    title,
    group: 'house',
    explanation: message,
    fix,
    sources: story === undefined ? [] : [{ title: 'What taught it', url: story }],
    replaces: [],
    rules: [expressionRule(rule, title)],
    examples: {
      flags: examples.flags.map((yaml, i) => ({
        name: `flags ${i + 1}`,
        yaml,
        expect: [{ rule: 'expression', severity: rule.severity, locator: 'expression' }],
      })),
      passes: examples.passes.map((yaml, i) => ({ name: `passes ${i + 1}`, yaml })),
      guards: [],
    },
  };
}

function expressionRule({ severity, match = {}, expression, message }: HouseRule, title: string): ObjectRule {
  const condition = celCondition(expression);
  return {
    id: 'expression',
    title,
    severity,
    runsOn: ['manifest', 'live'],
    reads: [],
    anchor: 'object',
    resources: 'any',
    judge: (object) => {
      if (!matchesObject(match, matchedOf(object))) return pass;
      const answer = condition(object);
      if (typeof answer === 'object') return unknown(`its expression cannot be evaluated: ${answer.failed}`);
      return answer ? pass : [{ locator: 'expression', message, path: ['metadata'] }];
    },
  };
}

function matchedOf({ kind = '', metadata }: KubeObject) {
  return { namespace: metadata.namespace, kind, name: metadata.name ?? metadata.generateName ?? '', labels: metadata.labels ?? {} };
}
