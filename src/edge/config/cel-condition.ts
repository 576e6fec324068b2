import { CelScalar, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';

/** What became of an expression on one object. */
export type CelAnswer = boolean | { readonly failed: string };

/** Longest expression. */
const mostLetters = 4000;
/** Turns of all loops (`all`, `exists`, `map`, `filter`) of one evaluation together: some milliseconds. */
export const mostCelSteps = 10_000;

/** How loops ask whether they may go on; the name cannot be written in an expression. */
const stepName = '@step';

/**
 * An expression of the Common Expression Language that says true of what is right; `object` is what is judged.
 * Throws an Error with the reason when it is no expression. Evaluations end: loops share a budget, patterns run in linear time.
 * Source: the language definition of CEL; Kubernetes, ValidatingAdmissionPolicy, for `object`.
 */
export function celCondition(expression: string): (object: unknown) => CelAnswer {
  if (expression.length > mostLetters) throw new Error(`it has more than ${mostLetters} characters`);
  const parsed = parse(expression);
  boundLoops(parsed.expr);
  let left = 0;
  const step = celFunc(stepName, [], CelScalar.BOOL, () => --left > 0);
  const evaluate = plan(celEnv({ funcs: [...strings, step] }), parsed);
  return (object) => {
    left = mostCelSteps;
    const answer = evaluate({ object: celValue(object) });
    if (left <= 0) return { failed: `it takes more than ${mostCelSteps} turns of its loops` };
    if (isCelError(answer)) return { failed: answer.message };
    return typeof answer === 'boolean' ? answer : { failed: 'it says neither true nor false' };
  };
}

/** A node of a parsed expression, as far as it is looked at. */
interface Node {
  id?: unknown;
  $typeName?: string;
  exprKind?: { case?: string | undefined; value?: unknown };
  loopCondition?: Node | undefined;
  [part: string]: unknown;
}

/** Lets every loop ask for leave before each turn. */
function boundLoops(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { exprKind } = node as Node;
  if (exprKind?.case === 'comprehensionExpr') {
    const loop = exprKind.value as Node;
    const before = loop.loopCondition as Node;
    loop.loopCondition = call(before, '_&&_', [call(before, stepName, []), before]);
  }
  for (const [key, part] of Object.entries(node)) if (key !== '$typeName') boundLoops(part);
}

function call(like: Node, name: string, args: readonly Node[]): Node {
  const value = { $typeName: 'cel.expr.Expr.Call', function: name, args };
  return { $typeName: 'cel.expr.Expr', id: like.id, exprKind: { case: 'callExpr', value } };
}

/** Whole numbers as CEL's int, maps for objects: so nothing of an object's prototype can be reached. */
function celValue(value: unknown): never {
  return converted(value) as never;
}

function converted(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(converted);
  return new Map(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, converted(inner)] as const])));
}
