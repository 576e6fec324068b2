/** Nesting beyond this is left out: a cell is no place for it, and the call stack has an end. */
const maxDepth = 200;

/** A value as Go prints it with `%v`: `[a b]`, `map[app:web tier:db]`, `<nil>`. Source: Go fmt; kubectl's custom columns print so. */
export function goText(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (depth >= maxDepth) return '…';
  if (Array.isArray(value)) return `[${value.map((each) => goText(each, depth + 1)).join(' ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, each]) => `${key}:${goText(each, depth + 1)}`).join(' ')}]`;
}
