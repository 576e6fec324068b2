import { defineScalarTag, FAILSAFE_SCHEMA, mergeTag, NOT_RESOLVED, type Schema } from 'js-yaml';

/** Source: go.yaml.in/yaml/v2 resolve.go, which sigs.k8s.io/yaml and so kubectl reads with. */
const words: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const digits = ['-', '+', ...'0123456789'];

const nullTag = defineScalarTag('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (text) => (nulls.has(text) ? null : NOT_RESOLVED),
  identify: (value) => value === null,
});

const boolTag = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (text) => words.get(text) ?? NOT_RESOLVED,
  identify: (value) => typeof value === 'boolean',
});

const intTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: digits,
  resolve: (text) => integerOf(text) ?? NOT_RESOLVED,
  identify: (value) => Number.isInteger(value),
});

const floatTag = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...digits, '.'],
  resolve: (text) => floatOf(text) ?? NOT_RESOLVED,
  identify: (value) => typeof value === 'number',
});

/** Base64 of a text, which kubectl decodes. */
const binaryTag = defineScalarTag('tag:yaml.org,2002:binary', {
  resolve: (text) => Buffer.from(text, 'base64').toString('utf8'),
  identify: () => false,
});

/**
 * YAML as kubectl reads it: 1.1 with yes, on and y as booleans, 010 and 0o10 as octal, 1_000 as a number; times and 12:30 stay texts.
 * Source: go.yaml.in/yaml/v2 resolve.go, decode.go (times into an interface are texts).
 */
export const kubernetesSchema: Schema = FAILSAFE_SCHEMA.withTags(nullTag, boolTag, intTag, floatTag, mergeTag, binaryTag);

const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const radix = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function integerOf(text: string): number | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (decimal.test(plain)) return Number(plain);
  const [, sign, hex, binary, octal] = radix.exec(plain) ?? [];
  const value =
    hex !== undefined ? Number.parseInt(hex, 16) : binary !== undefined ? Number.parseInt(binary, 2) : octal && Number.parseInt(octal, 8);
  return typeof value !== 'number' ? undefined : sign === '-' ? -value : value;
}

/** Not a number and infinity have no JSON: kubectl refuses them, and here they stay texts. */
function floatOf(text: string): number | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  return float.test(plain) ? Number(plain) : undefined;
}
