import type { Json } from '../object.ts';
import { JmespathFailure, type JmespathRun } from './jmespath-run.ts';
import { asList, compareTexts, isEqual, type JmespathType, typeOf } from './jmespath-values.ts';

/** An expression that is handed to a function: `&name`. */
export class JmespathReference {
  readonly apply: (value: Json) => Json;

  constructor(apply: (value: Json) => Json) {
    this.apply = apply;
  }
}

/** What a function is given: a value or a reference to an expression. */
export type Argument = Json | JmespathReference;

/** What one parameter takes; `numbers` and `strings` are lists of nothing else. */
export type ParameterType = JmespathType | 'any' | 'numbers' | 'strings' | 'expression';

/** A function of the language. */
export interface JmespathFunction {
  readonly parameters: readonly (readonly ParameterType[])[];
  /** True when the last parameter may be repeated. */
  readonly variadic?: true;
  run(args: readonly Argument[], run: JmespathRun): Json;
}

const [any, list, number, text, map] = [['any'], ['array'], ['number'], ['string'], ['object']] as const;

/** All functions of the specification, by name. Source: jmespath.org/specification.html, built-in functions. */
export const jmespathFunctions: ReadonlyMap<string, JmespathFunction> = new Map<string, JmespathFunction>([
  ['abs', { parameters: [number], run: ([value]) => Math.abs(value as number) }],
  ['avg', { parameters: [['numbers']], run: ([values], run) => average(numbersOf(values, run)) }],
  ['ceil', { parameters: [number], run: ([value]) => Math.ceil(value as number) }],
  ['contains', { parameters: [['array', 'string'], any], run: ([subject, search], run) => contains(subject as Json, search as Json, run) }],
  ['ends_with', { parameters: [text, text], run: ([subject, end]) => (subject as string).endsWith(end as string) }],
  ['floor', { parameters: [number], run: ([value]) => Math.floor(value as number) }],
  ['join', { parameters: [text, ['strings']], run: ([glue, texts], run) => join(glue as string, texts as readonly string[], run) }],
  ['keys', { parameters: [map], run: ([value], run) => counted(Object.keys(value as object), run) }],
  ['length', { parameters: [['string', 'array', 'object']], run: ([value]) => lengthOf(value as Json) }],
  ['map', { parameters: [['expression'], list], run: ([each, items], run) => mapped(each as JmespathReference, items as Json[], run) }],
  ['max', { parameters: [['numbers', 'strings']], run: ([values], run) => extreme(values as Json[], 1, run) }],
  ['max_by', { parameters: [list, ['expression']], run: ([items, key], run) => extremeBy(keyed('max_by', items, key, run), 1) }],
  ['merge', { parameters: [map], variadic: true, run: (maps, run) => merged(maps as object[], run) }],
  ['min', { parameters: [['numbers', 'strings']], run: ([values], run) => extreme(values as Json[], -1, run) }],
  ['min_by', { parameters: [list, ['expression']], run: ([items, key], run) => extremeBy(keyed('min_by', items, key, run), -1) }],
  ['not_null', { parameters: [any], variadic: true, run: (values) => (values.find((value) => value !== null) ?? null) as Json }],
  ['reverse', { parameters: [['string', 'array']], run: ([value], run) => reversed(value as Json, run) }],
  ['sort', { parameters: [['numbers', 'strings']], run: ([values], run) => sorted(values as Json[], run) }],
  ['sort_by', { parameters: [list, ['expression']], run: ([items, key], run) => sortedBy(keyed('sort_by', items, key, run), run) }],
  ['starts_with', { parameters: [text, text], run: ([subject, start]) => (subject as string).startsWith(start as string) }],
  ['sum', { parameters: [['numbers']], run: ([values], run) => numbersOf(values, run).reduce((sum, value) => sum + value, 0) }],
  ['to_array', { parameters: [any], run: ([value]) => asList(value as Json) ?? [value as Json] }],
  ['to_number', { parameters: [any], run: ([value]) => toNumber(value as Json) }],
  ['to_string', { parameters: [any], run: ([value], run) => toText(value as Json, run) }],
  ['type', { parameters: [any], run: ([value]) => typeOf(value as Json) }],
  ['values', { parameters: [map], run: ([value], run) => counted(Object.values(value as { [key: string]: Json }), run) }],
]);

/** Throws JmespathFailure where an argument is nothing that the parameter takes. */
export function checkArgument(name: string, types: readonly ParameterType[], argument: Argument): void {
  if (types.some((type) => takes(type, argument))) return;
  const given = argument instanceof JmespathReference ? 'expression' : typeOf(argument);
  throw new JmespathFailure(`${name}() takes ${types.map((type) => typeNames[type]).join(' or ')}, not ${given}`);
}

const typeNames: Readonly<Record<ParameterType, string>> = {
  any: 'anything',
  null: 'null',
  boolean: 'boolean',
  number: 'number',
  string: 'string',
  array: 'array',
  object: 'object',
  numbers: 'an array of numbers',
  strings: 'an array of strings',
  expression: 'an expression (&…)',
};

function takes(type: ParameterType, argument: Argument): boolean {
  if (argument instanceof JmespathReference) return type === 'expression';
  switch (type) {
    case 'any':
      return true;
    case 'expression':
      return false;
    case 'numbers':
      return asList(argument)?.every((item) => typeof item === 'number') === true;
    case 'strings':
      return asList(argument)?.every((item) => typeof item === 'string') === true;
    default:
      return typeOf(argument) === type;
  }
}

function counted<T extends readonly Json[]>(values: T, run: JmespathRun): T {
  run.step(values.length);
  return values;
}

function numbersOf(values: Argument | undefined, run: JmespathRun): readonly number[] {
  return counted(values as readonly number[], run);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function contains(subject: Json, search: Json, run: JmespathRun): boolean {
  if (typeof subject !== 'string') return (subject as readonly Json[]).some((item) => isEqual(item, search, run));
  run.text(subject.length);
  return typeof search === 'string' && subject.includes(search);
}

function join(glue: string, texts: readonly string[], run: JmespathRun): string {
  run.step(texts.length);
  run.text(texts.reduce((sum, { length }) => sum + length + glue.length, 0));
  return texts.join(glue);
}

function lengthOf(value: Json): number {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}

/** Every item is told, also where the expression gives null. */
function mapped(each: JmespathReference, items: readonly Json[], run: JmespathRun): readonly Json[] {
  run.step(items.length);
  return items.map((item) => each.apply(item));
}

function merged(maps: readonly object[], run: JmespathRun): Json {
  const all: { [key: string]: Json } = Object.create(null);
  for (const one of maps)
    for (const [key, value] of Object.entries(one)) {
      run.step();
      all[key] = value as Json;
    }
  return all;
}

function reversed(value: Json, run: JmespathRun): Json {
  if (typeof value !== 'string') return [...counted(value as readonly Json[], run)].reverse();
  run.text(value.length);
  return [...value].reverse().join('');
}

/** Orders numbers or texts; a comparison is a step. */
function orderBy(run: JmespathRun): (a: Json, b: Json) => number {
  return (a, b) => {
    run.step();
    return typeof a === 'number' ? a - (b as number) : compareTexts(a as string, b as string);
  };
}

function sorted(values: readonly Json[], run: JmespathRun): readonly Json[] {
  return [...values].sort(orderBy(run));
}

function extreme(values: readonly Json[], sign: 1 | -1, run: JmespathRun): Json {
  const order = orderBy(run);
  return values.reduce<Json>((best, value) => (best === null || order(value, best) * sign > 0 ? value : best), null);
}

interface Keyed {
  readonly key: Json;
  readonly item: Json;
}

/** The items with the keys that they are compared by: all numbers, or all texts. */
function keyed(name: string, items: Argument | undefined, key: Argument | undefined, run: JmespathRun): readonly Keyed[] {
  const all = (items as readonly Json[]).map((item) => {
    run.step();
    return { item, key: (key as JmespathReference).apply(item) };
  });
  const type = typeOf(all[0]?.key);
  const odd = all.find((one) => typeOf(one.key) !== type || (type !== 'number' && type !== 'string'));
  if (odd !== undefined) throw new JmespathFailure(`${name}() compares numbers or strings, not ${typeOf(odd.key)}`);
  return all;
}

function sortedBy(items: readonly Keyed[], run: JmespathRun): readonly Json[] {
  const order = orderBy(run);
  return [...items].sort((a, b) => order(a.key, b.key)).map(({ item }) => item);
}

function extremeBy(items: readonly Keyed[], sign: 1 | -1): Json {
  const [first, ...others] = items;
  if (first === undefined) return null;
  const order = (a: Json, b: Json): number => (typeof a === 'number' ? a - (b as number) : compareTexts(a as string, b as string));
  return others.reduce((best, one) => (order(one.key, best.key) * sign > 0 ? one : best), first).item;
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : null;
}

function toText(value: Json, run: JmespathRun): string {
  if (typeof value === 'string') return value;
  run.walk(value);
  return JSON.stringify(value);
}
