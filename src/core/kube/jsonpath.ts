import { type PathFilter, type PathSlice, type PathStep, parseJsonPath } from './parse-jsonpath.ts';

/** Values on the way; undefined once the path cannot be followed in this object, which the API server treats as no value at all. */
type Values = readonly unknown[] | undefined;

const none: readonly unknown[] = Object.freeze([]);

/** More values than this on the way count as none: paths come from clusters, and `..*..*..*` multiplies what it finds. */
const maxValues = 10_000;

/**
 * A function that reads what a JSONPath leads to in an object: no, one or several values. Throws for a path that cannot be read
 * (see parseJsonPath); the function itself never throws, looks at own properties only, and answers nothing where the path does not fit
 * the object (an index outside its list, a comparison of unlike things).
 * Source: k8s.io/client-go util/jsonpath FindResults, allowing missing keys.
 */
export function compileJsonPath(text: string): (object: unknown) => readonly unknown[] {
  const steps = parseJsonPath(text);
  const names = steps.flatMap((step) => (step.type === 'field' ? [step.name] : []));
  if (names.length === steps.length && names.length > 0) return (object) => byNames(object, names);
  return (object) => follow([object], steps) ?? none;
}

/** The common case, fields all the way, without lists in between. */
function byNames(object: unknown, names: readonly string[]): readonly unknown[] {
  let value = object;
  for (const name of names) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return none;
    value = value[name];
  }
  return [value];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function follow(start: readonly unknown[], steps: readonly PathStep[]): Values {
  let values: Values = start;
  for (const step of steps) {
    values = take(values, step);
    if (values === undefined || values.length > maxValues) return undefined;
  }
  return values;
}

function take(values: readonly unknown[], step: PathStep): Values {
  switch (step.type) {
    case 'field':
      return values.flatMap((value) => (isMap(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : none));
    case 'wildcard':
      return values.flatMap(children);
    case 'recursive':
      return descendAll(values);
    case 'slice':
      return takeSlices(values, step.slice);
    case 'union':
      return joined(step.paths.map((path) => follow(values, path)));
    case 'filter':
      return joined(values.map((value) => takeFiltered(value, step.filter)));
    default:
      return typeof step.value === 'string' ? [step.value] : values.map(() => step.value);
  }
}

function joined(parts: readonly Values[]): Values {
  return parts.includes(undefined) ? undefined : parts.flatMap((each) => each as readonly unknown[]);
}

function children(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : isMap(value) ? Object.values(value) : none;
}

/** Each value and everything below it that has something below it, parents first. Loops, since objects may be nested deeper than the call stack. */
function descendAll(values: readonly unknown[]): Values {
  const found: unknown[] = [];
  const open: unknown[] = [...values].reverse();
  while (open.length > 0) {
    const next = open.pop();
    const below = children(next);
    if (below.length === 0) continue;
    found.push(next);
    if (found.length > maxValues) return undefined;
    for (let i = below.length - 1; i >= 0; i--) open.push(below[i]);
  }
  return found;
}

function takeSlices(values: readonly unknown[], slice: PathSlice): Values {
  const found: unknown[] = [];
  for (const value of values) {
    if (value === null) continue;
    if (!Array.isArray(value)) return undefined;
    const length = value.length;
    const from = slice.from < 0 ? slice.from + length : slice.from;
    const wanted = slice.to ?? length;
    const to = wanted < 0 || (wanted === 0 && slice.single) ? wanted + length : wanted;
    if (from === to) return found;
    if (from < 0 || from >= length || to < 0 || to > length || from > to) return undefined;
    for (let i = from; i < to; i += slice.step) found.push(value[i]);
  }
  return found;
}

function takeFiltered(value: unknown, filter: PathFilter): Values {
  if (!Array.isArray(value)) return undefined;
  const found: unknown[] = [];
  for (const item of value) {
    const passed = passes(item, filter);
    if (passed === undefined) return undefined;
    if (passed) found.push(item);
  }
  return found;
}

/** Whether an item passes; undefined when its sides cannot be compared. */
function passes(item: unknown, filter: PathFilter): boolean | undefined {
  const lefts = follow([item], filter.left);
  if (filter.operator === 'exists') return (lefts?.length ?? 0) > 0;
  const rights = follow([item], filter.right);
  if (lefts === undefined || rights === undefined || lefts.length > 1 || rights.length > 1) return undefined;
  if (lefts.length === 0 || rights.length === 0) return false;
  return compare(lefts[0], rights[0], filter.operator);
}

/** What kind of scalar Go would hold; only like kinds compare. */
function scalarKind(value: unknown): 'string' | 'boolean' | 'int' | 'float' | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : undefined;
}

/** Source: k8s.io/client-go third_party/forked/golang/template/funcs.go. */
function compare(left: unknown, right: unknown, operator: PathFilter['operator']): boolean | undefined {
  const kind = scalarKind(left);
  if (kind === undefined || kind !== scalarKind(right)) return undefined;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (kind === 'boolean') return undefined;
  const [a, b] = [left as string | number, right as string | number];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}
