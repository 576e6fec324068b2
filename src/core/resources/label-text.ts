import { fieldsOf, itemsOf, textOf } from './content.ts';

/** `key=value` pairs in order, joined by commas; empty for none. Source: k8s.io/apimachinery pkg/labels Set.String. */
export function labelText(labels: unknown): string {
  const fields = fieldsOf(labels);
  const pairs: string[] = [];
  for (const key of Object.keys(fields)) pairs.push(`${key}=${textOf(fields[key])}`);
  return pairs.length > 1 ? pairs.sort().join(',') : (pairs[0] ?? '');
}

/** How each operator of a match expression prints around its key. */
function expressionText(key: string, operator: string, values: unknown): string | undefined {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  const word = operator === 'In' ? 'in' : operator === 'NotIn' ? 'notin' : undefined;
  return word === undefined ? undefined : `${key} ${word} (${itemsOf(values).map(textOf).sort().join(',')})`;
}

/**
 * A LabelSelector as text, requirements in order of their keys: `app=web,tier in (a,b),!canary`. Empty when it selects
 * everything or nothing at all is given; undefined when an operator is unknown.
 * Source: k8s.io/apimachinery pkg/apis/meta/v1 LabelSelectorAsSelector, pkg/labels internalSelector.String.
 */
export function selectorText(selector: unknown): string | undefined {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  const labels = fieldsOf(matchLabels);
  const expressions = itemsOf(matchExpressions);
  if (expressions.length === 0) return labelText(labels);
  const found: { readonly key: string; readonly text: string }[] = [];
  for (const key of Object.keys(labels)) found.push({ key, text: `${key}=${textOf(labels[key])}` });
  for (const expression of expressions) {
    const key = textOf(expression?.key);
    const text = expressionText(key, textOf(expression?.operator), expression?.values);
    if (text === undefined) return undefined;
    found.push({ key, text });
  }
  found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return found.map((each) => each.text).join(',');
}
