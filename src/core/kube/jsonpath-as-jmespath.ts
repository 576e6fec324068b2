import { HindsightError } from '../base/hindsight-error.ts';
import { type PathFilter, type PathSlice, type PathStep, parseJsonPath } from './parse-jsonpath.ts';

/**
 * The JMESPath expression that reads what a JSONPath reads, for one object: `.spec.containers[0].image` → `spec.containers[0].image`.
 * Throws HindsightError `query-invalid` for a path that cannot be read, and for recursive descent and unions, which JMESPath says otherwise.
 */
export function jsonPathAsJmesPath(text: string): string {
  const steps = parseJsonPath(text);
  if (steps.length === 0) return '@';
  return expressionOf(steps, text);
}

function expressionOf(steps: readonly PathStep[], whole: string): string {
  let expression = '';
  for (const step of steps) {
    const part = partOf(step, whole);
    expression += expression === '' || part.startsWith('[') ? part : `.${part}`;
  }
  return expression;
}

function partOf(step: PathStep, whole: string): string {
  switch (step.type) {
    case 'field':
      return keyText(step.name);
    case 'wildcard':
      return '*';
    case 'slice':
      return sliceText(step.slice);
    case 'filter':
      return `[?${filterText(step.filter, whole)}]`;
    case 'literal':
      return typeof step.value === 'string' ? `'${step.value.replace(/[\\']/g, '\\$&')}'` : `\`${step.value}\``;
    default:
      throw new HindsightError(
        'query-invalid',
        `JSONPath ${JSON.stringify(whole)}: ${step.type === 'union' ? 'unions' : 'recursive descent'} cannot be sorted by`,
        {
          place: { source: 'jsonpath', text: whole, offset: 0, length: whole.length },
          hint: 'Name one field, for example .status.startTime.',
        },
      );
  }
}

/** A key as JMESPath writes it; quoted where it is no plain word. */
function keyText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}

function sliceText({ from, to, single, step }: PathSlice): string {
  if (single) return `[${from}]`;
  if (from === 0 && to === undefined && step === 1) return '[*]';
  return `[${from}:${to ?? ''}${step === 1 ? '' : `:${step}`}]`;
}

function filterText({ left, operator, right }: PathFilter, whole: string): string {
  const side = (steps: readonly PathStep[]): string => (steps.length === 0 ? '@' : expressionOf(steps, whole));
  return operator === 'exists' ? side(left) : `${side(left)}${operator}${side(right)}`;
}
