import { HindsightError } from '../base/hindsight-error.ts';

/**
 * The path that a person means who leaves braces or the leading dot out, as kubectl allows in custom columns and for sorting: `metadata.name`,
 * `.metadata.name`, `{metadata.name}` and `{.metadata.name}` are all `.metadata.name`. HindsightError `query-invalid` for anything else.
 * Source: k8s.io/kubectl pkg/cmd/get customcolumn.go RelaxedJSONPathExpression.
 */
export function relaxedJsonPath(text: string): string {
  const found = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/s.exec(text);
  if (found !== null) return `.${found[1] ?? found[2]}`;
  throw new HindsightError('query-invalid', `"${text}" is no path`, {
    place: { source: 'jsonpath', text, offset: 0, length: Math.max(1, text.length) },
    hint: 'Write .metadata.name, metadata.name or {.metadata.name}.',
  });
}
