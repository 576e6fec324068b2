import type { Json } from './object.ts';

/**
 * A value as Python's `str()` prints it: texts as they are, `None`, `True`, `['a', 'b']`, `{'a': 1}`.
 * COMPAT: kube-web-view printed custom columns so, and scripts read them. Source: docs.python.org, object.__repr__ of built-in types.
 */
export function pythonText(value: Json | undefined): string {
  return typeof value === 'string' ? value : pythonRepr(value ?? null);
}

function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return pythonNumber(value);
    case 'string':
      return quoted(value);
    default:
      break;
  }
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const members = Object.entries(value as { readonly [key: string]: Json }).map(([key, member]) => `${quoted(key)}: ${pythonRepr(member)}`);
  return `{${members.join(', ')}}`;
}

/** Whole numbers in full, others in the fewest digits, with an exponent where Python writes one: `1e-05`, `1e+16`. */
function pythonNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
// Control characters, separators other than the blank, and what is invisible: Python's str.isprintable.
const unprintable = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(unprintable, (sign) => escapes.get(sign) ?? codeEscape(sign.codePointAt(0) as number));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function codeEscape(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
