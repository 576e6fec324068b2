/** Characters that Go writes as escapes in JSON, so that it can stand in HTML. */
const htmlEscapes: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

/** Nesting beyond this prints as null: cells are no place for it, and the call stack has an end. */
const maxDepth = 200;

function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => htmlEscapes.get(char) as string);
}

/** JSON as Go writes it: keys in order, `<`, `>` and `&` escaped. Source: Go encoding/json Marshal. */
export function goJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null || depth >= maxDepth) return 'null';
  if (Array.isArray(value)) return `[${value.map((each) => goJson(each, depth + 1)).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${goString(key)}:${goJson(each, depth + 1)}`).join(',')}}`;
}
