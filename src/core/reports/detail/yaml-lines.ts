import { yamlText } from '../yaml-text.ts';

/** One line of an object as YAML, and the field it belongs to. */
export interface YamlLine {
  readonly text: string;
  /** Keys and indexes from the root; lines of a text of several lines share one path. */
  readonly path: FieldPath;
}

/** Keys and list indexes that lead to a value. */
export type FieldPath = readonly (string | number)[];

/** The same text that `yamlText` writes, line by line with the path of what each line says. */
export function yamlLines(value: unknown): readonly YamlLine[] {
  return linesOf(value, [], 0);
}

function linesOf(value: unknown, path: FieldPath, indent: number): readonly YamlLine[] {
  if (!isFilled(value)) return textLines(yamlText(value, indent), path);
  if (Array.isArray(value)) return value.flatMap((item, i) => itemLines(item, [...path, i], indent));
  return Object.keys(value)
    .sort()
    .flatMap((key) => (value[key] === undefined ? [] : entryLines(key, value[key], { path: [...path, key], indent })));
}

function entryLines(
  key: string,
  value: unknown,
  { path, indent }: { readonly path: FieldPath; readonly indent: number },
): readonly YamlLine[] {
  // An own key even where it is called __proto__.
  const only = (each: unknown): object => Object.fromEntries([[key, each]]);
  const lead = textLines(yamlText(only({}), indent), path).map((line) => line.text);
  // A key so long that it needs two lines of its own, or a value that is no collection, is left in one piece.
  if (!isFilled(value) || lead.length !== 1) return textLines(yamlText(only(value), indent), path);
  const head = { text: (lead[0] as string).replace(/ \{\}$/, ''), path };
  return [head, ...linesOf(value, path, Array.isArray(value) ? indent : indent + 2)];
}

function itemLines(item: unknown, path: FieldPath, indent: number): readonly YamlLine[] {
  if (!isFilled(item)) return textLines(yamlText([item], indent), path);
  const pad = ' '.repeat(indent);
  const [first, ...rest] = linesOf(item, path, indent + 2);
  return first === undefined ? [] : [{ text: `${pad}- ${first.text.slice(indent + 2)}`, path: first.path }, ...rest];
}

function textLines(text: string, path: FieldPath): readonly YamlLine[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ text: line, path }));
}

type Filled = readonly unknown[] | Readonly<Record<string, unknown>>;

function isFilled(value: unknown): value is Readonly<Record<string, unknown>> & Filled {
  return typeof value === 'object' && value !== null && (Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0);
}
