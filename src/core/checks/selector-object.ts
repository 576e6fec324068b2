/**
 * Whether labels satisfy a selector as objects write it (`matchLabels`, `matchExpressions`). Null or undefined selects nothing, `{}` everything;
 * an expression that is none never holds. Source: k8s.io/apimachinery pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector.
 */
export function matchesSelectorObject(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const { matchLabels, matchExpressions } = selector as { matchLabels?: unknown; matchExpressions?: unknown };
  const pairs = typeof matchLabels === 'object' && matchLabels !== null ? Object.entries(matchLabels) : [];
  const expressions: readonly unknown[] = Array.isArray(matchExpressions) ? matchExpressions : [];
  return pairs.every(([key, value]) => labelValue(labels, key) === value) && expressions.every((one) => holds(one, labels));
}

function holds(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const { key, operator, values } = (expression ?? {}) as { key?: unknown; operator?: unknown; values?: unknown };
  if (typeof key !== 'string') return false;
  const value = labelValue(labels, key);
  const listed = Array.isArray(values) && value !== undefined && values.includes(value);
  switch (operator) {
    case 'In':
      return listed;
    case 'NotIn':
      return !listed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function labelValue(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
