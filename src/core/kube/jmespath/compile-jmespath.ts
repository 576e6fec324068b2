import type { Json } from '../object.ts';
import { type Argument, checkArgument, JmespathReference, jmespathFunctions } from './jmespath-functions.ts';
import { JmespathMistake } from './jmespath-mistake.ts';
import type { Comparator, JmespathNode, Slice } from './jmespath-node.ts';
import { JmespathRun } from './jmespath-run.ts';
import { asList, asMap, isEqual, isTrue, memberOf } from './jmespath-values.ts';
import { parseJmespath } from './parse-jmespath.ts';

/** Steps that one object may cost at most. Source: design §5. */
export const defaultStepLimit = 10_000;

/** An expression made ready for many objects. */
export interface JmespathExpression {
  readonly text: string;
  readonly tree: JmespathNode;
  /** The value for one root; throws JmespathFailure. */
  search(root: unknown): Json;
  /** The same, with the steps that it took. */
  measure(root: unknown, stepLimit?: number): { readonly value: Json; readonly steps: number };
}

type Evaluate = (value: Json, run: JmespathRun) => Json;

/**
 * Compiles an expression. Throws JmespathMistake for broken syntax, unknown functions and wrong numbers of arguments.
 * An evaluation is bounded by steps, as is what its value holds, so that printing it is bounded too.
 */
export function compileJmespath(text: string): JmespathExpression {
  const tree = parseJmespath(text);
  const evaluate = compile(tree);
  const measure = (root: unknown, stepLimit = defaultStepLimit): { value: Json; steps: number } => {
    const run = new JmespathRun(stepLimit);
    const value = evaluate(root as Json, run);
    if (typeof value === 'object' && value !== null) new JmespathRun(stepLimit).walk(value);
    return { value, steps: run.steps };
  };
  return { text, tree, measure, search: (root) => measure(root).value };
}

function compile(node: JmespathNode): Evaluate {
  const evaluate = compileNode(node);
  return (value, run) => {
    run.step();
    return evaluate(value, run);
  };
}

function compileNode(node: JmespathNode): Evaluate {
  switch (node.type) {
    case 'current':
      return (value) => value;
    case 'field':
      return (value) => memberOf(value, node.name);
    case 'literal':
      return () => node.value;
    case 'sub':
    case 'pipe':
      return piped(compile(node.left), compile(node.right));
    case 'or':
      return either(compile(node.left), compile(node.right), true);
    case 'and':
      return either(compile(node.left), compile(node.right), false);
    case 'not':
      return inverted(compile(node.of));
    case 'compare':
      return comparison(node.operator, compile(node.left), compile(node.right));
    case 'index':
      return indexed(compile(node.of), node.index);
    case 'slice':
      return sliced(compile(node.of), node.slice);
    case 'flatten':
      return flattened(compile(node.of));
    case 'projection':
      return projected(compile(node.of), compile(node.each), node.values);
    case 'filter':
      return filtered(compile(node.of), compile(node.condition), compile(node.each));
    case 'list':
      return listed(node.items.map(compile));
    case 'map':
      return mapped(node.entries.map(({ key, value }) => ({ key, value: compile(value) })));
    case 'call':
      return call(node);
    case 'reference':
      throw new JmespathMistake('an expression with & is only an argument of functions such as sort_by()', 0);
  }
}

/** Dot and pipe differ only in how they are parsed: a pipe ends projections. */
function piped(left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => right(left(value, run), run);
}

/** `||` gives the first true side, `&&` the first that is not, and the right one else. */
function either(left: Evaluate, right: Evaluate, whenTrue: boolean): Evaluate {
  return (value, run) => {
    const first = left(value, run);
    return isTrue(first) === whenTrue ? first : right(value, run);
  };
}

function inverted(of: Evaluate): Evaluate {
  return (value, run) => !isTrue(of(value, run));
}

/** Only numbers are less or greater; everything else gives null. */
function comparison(operator: Comparator, left: Evaluate, right: Evaluate): Evaluate {
  return (value, run) => {
    const [a, b] = [left(value, run), right(value, run)];
    if (operator === '==') return isEqual(a, b, run);
    if (operator === '!=') return !isEqual(a, b, run);
    if (typeof a !== 'number' || typeof b !== 'number') return null;
    return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
  };
}

function indexed(of: Evaluate, index: number): Evaluate {
  return (value, run) => asList(of(value, run))?.at(index) ?? null;
}

function sliced(of: Evaluate, slice: Slice): Evaluate {
  return (value, run) => {
    const list = asList(of(value, run));
    return list === undefined ? null : sliceOf(list, slice, run);
  };
}

/** Source: jmespath.org, slices: Python's rules. */
function sliceOf(list: readonly Json[], { from, to, step = 1 }: Slice, run: JmespathRun): Json {
  const { length } = list;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (at: number | undefined, standard: number): number =>
    at === undefined ? standard : Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const [start, end] = step > 0 ? [place(from, 0), place(to, length)] : [place(from, length - 1), place(to, -1)];
  const items: Json[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) {
    run.step();
    items.push(list[at] as Json);
  }
  return items;
}

function flattened(of: Evaluate): Evaluate {
  return (value, run) => {
    const list = asList(of(value, run));
    if (list === undefined) return null;
    const items: Json[] = [];
    for (const item of list) {
      const inner = asList(item);
      run.step(1 + (inner?.length ?? 0));
      if (inner === undefined) items.push(item);
      else for (const one of inner) items.push(one);
    }
    return items;
  };
}

function projected(of: Evaluate, each: Evaluate, values: boolean): Evaluate {
  return (value, run) => {
    const base = of(value, run);
    const map = values ? asMap(base) : undefined;
    const list = values ? map && Object.values(map) : asList(base);
    if (list === undefined) return null;
    const items: Json[] = [];
    for (const item of list) {
      const result = each(item ?? null, run);
      if (result !== null) items.push(result);
    }
    return items;
  };
}

function filtered(of: Evaluate, condition: Evaluate, each: Evaluate): Evaluate {
  return (value, run) => {
    const list = asList(of(value, run));
    if (list === undefined) return null;
    const items: Json[] = [];
    for (const item of list) {
      if (!isTrue(condition(item, run))) continue;
      const result = each(item, run);
      if (result !== null) items.push(result);
    }
    return items;
  };
}

function listed(items: readonly Evaluate[]): Evaluate {
  return (value, run) => (value === null ? null : items.map((item) => item(value, run)));
}

/** Without a prototype, so that any key is a fine key. */
function mapped(entries: readonly { readonly key: string; readonly value: Evaluate }[]): Evaluate {
  return (value, run) => {
    if (value === null) return null;
    const map: { [key: string]: Json } = Object.create(null);
    for (const entry of entries) map[entry.key] = entry.value(value, run);
    return map;
  };
}

function call({ name, args, offset }: Extract<JmespathNode, { type: 'call' }>): Evaluate {
  const known = jmespathFunctions.get(name);
  if (known === undefined) throw new JmespathMistake(`there is no function ${name}()`, offset, name.length);
  const { parameters, variadic } = known;
  if (variadic === true ? args.length < parameters.length : args.length !== parameters.length) {
    const wanted = `${variadic === true ? 'at least ' : ''}${parameters.length} argument${parameters.length === 1 ? '' : 's'}`;
    throw new JmespathMistake(`${name}() takes ${wanted}, not ${args.length}`, offset, name.length);
  }
  const given = args.map(argument);
  return (value, run) => {
    const values = given.map((one) => one(value, run));
    for (const [i, one] of values.entries()) checkArgument(name, parameters[i] ?? (parameters.at(-1) as (typeof parameters)[number]), one);
    return known.run(values, run);
  };
}

function argument(node: JmespathNode): (value: Json, run: JmespathRun) => Argument {
  if (node.type !== 'reference') return compile(node);
  const each = compile(node.of);
  return (_, run) => new JmespathReference((item) => each(item, run));
}
