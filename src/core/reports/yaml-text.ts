import { hiddenSigns } from './visible-text.ts';

/**
 * A plain value as YAML in block style, keys sorted, as kubectl writes it. Texts that another reader could take for something else are quoted;
 * control characters are escaped. Written here because a general YAML library takes a millisecond per object.
 * Source: sigs.k8s.io/yaml, which goes through JSON and sorts keys.
 */
export function yamlText(value: unknown, indent = 0): string {
  if (isCollection(value)) return isEmpty(value) ? `${scalarText(value, indent)}\n` : blockText(value, indent);
  return `${scalarText(value, indent)}\n`;
}

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: Collection): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function blockText(value: Collection, indent: number): string {
  return Array.isArray(value) ? listText(value, indent) : mapText(value as Readonly<Record<string, unknown>>, indent);
}

/** Longer keys are written behind a question mark: readers refuse simple ones beyond 1,024 characters. Source: libyaml emitter.c, YAML 1.2 §7.4. */
const longestSimpleKey = 128;

function mapText(map: Readonly<Record<string, unknown>>, indent: number): string {
  const pad = ' '.repeat(indent);
  let text = '';
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    if (value === undefined) continue;
    const name = keyText(key);
    const isLong = name.length > longestSimpleKey;
    const lead = isLong ? `${pad}? ${name}\n${pad}:` : `${pad}${name}:`;
    if (!isCollection(value) || isEmpty(value)) text += `${lead} ${scalarText(value, indent + 2)}\n`;
    // Lists stand at the level of their key, as kubectl writes them.
    else text += `${lead}\n${blockText(value, Array.isArray(value) && !isLong ? indent : indent + 2)}`;
  }
  return text;
}

function listText(list: readonly unknown[], indent: number): string {
  const pad = ' '.repeat(indent);
  let text = '';
  for (const item of list) {
    if (!isCollection(item) || isEmpty(item)) text += `${pad}- ${scalarText(item, indent + 2)}\n`;
    else text += `${pad}- ${blockText(item, indent + 2).slice(indent + 2)}`;
  }
  return text;
}

/** A key on one line: block texts are no keys. */
function keyText(key: string): string {
  return isPlain(key) ? key : quotedText(key);
}

function scalarText(value: unknown, indent: number): string {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  if (typeof value !== 'string') return value === null || value === undefined ? 'null' : numberOrBoolean(value);
  if (isPlain(value)) return value;
  return value.includes('\n') && isBlockSafe(value) ? blockScalar(value, indent) : quotedText(value);
}

function numberOrBoolean(value: unknown): string {
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}

// Words that some reader takes for a boolean, null, number or timestamp (YAML 1.1 and 1.2).
const notWords = /^(?:y|n|yes|no|on|off|true|false|null|~|nan|inf|\.nan|\.inf)$/i;
const plainText = /^[A-Za-z_/][A-Za-z0-9_./@+-]*(?:[ :][A-Za-z0-9_./@+-]+)*$/;

/** Letters first and nothing that means something to YAML: `: ` and ` #` cannot occur. */
function isPlain(text: string): boolean {
  return plainText.test(text) && !notWords.test(text);
}

const notInBlock = new RegExp(`[^\\P{Cc}\\n]|[${hiddenSigns}]| (?:\\n|$)`, 'u');

/** A text of printable lines that a block can hold as it is. */
function isBlockSafe(text: string): boolean {
  return !notInBlock.test(text) && !/^[\n ]/.test(text) && text.isWellFormed();
}

function blockScalar(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const ends = /\n*$/.exec(text)?.[0].length ?? 0;
  const body = text.slice(0, text.length - ends);
  const chomp = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const lines = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return `|${chomp}\n${lines.join('\n')}${'\n'.repeat(Math.max(0, ends - 1))}`;
}
const unescaped = new RegExp(`[\\u007f-\\u009f${hiddenSigns}]`, 'gu');

/** JSON strings are YAML double-quoted texts. */
function quotedText(text: string): string {
  return JSON.stringify(text).replace(unescaped, escapedSign);
}

/** YAML has no pairs of escapes. Source: YAML 1.2 §5.7. */
function escapedSign(sign: string): string {
  const code = sign.codePointAt(0) as number;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
