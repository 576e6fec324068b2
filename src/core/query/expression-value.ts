import { HindsightError } from '../base/hindsight-error.ts';
import { compileJmespath, type JmespathExpression } from '../kube/jmespath/compile-jmespath.ts';
import { JmespathMistake } from '../kube/jmespath/jmespath-mistake.ts';
import { rootPaths } from '../kube/jmespath/root-paths.ts';
import { jsonCell } from '../resources/json-cell.ts';
import type { ObjectValue } from './object-value.ts';
import type { CustomColumn } from './table-query.ts';

/** Objects after which an expression is judged, and the steps that they may cost on average. Source: design §5. */
const judgedObjects = 1000;
const mostAverageSteps = 500;

/** Compiles the expression of a custom column; throws HindsightError `query-invalid` with the place. */
export function compileExpression({ name, expression }: CustomColumn): JmespathExpression {
  try {
    return compileJmespath(expression);
  } catch (error) {
    if (!(error instanceof JmespathMistake)) throw error;
    throw new HindsightError('query-invalid', `Invalid jmespath expression in column "${name}": ${error.message}.`, {
      hint: 'The language is described at jmespath.org. Keys with other signs than letters, digits and _ stand in quotes: metadata.labels."app.kubernetes.io/name".',
      place: { source: 'customcols', text: expression, offset: error.offset, length: error.length },
    });
  }
}

/**
 * The value of an expression over what `root` makes of an object. Throws HindsightError `query-invalid` when the first 1,000 objects took
 * more than 500 steps on average.
 */
export function expressionValue(q: {
  readonly column: CustomColumn;
  readonly compiled: JmespathExpression;
  readonly key: string | undefined;
  readonly root?: (object: Parameters<ObjectValue['compute']>[0]) => unknown;
}): ObjectValue {
  const { column, compiled, key, root } = q;
  let objects = 0;
  let steps = 0;
  return {
    key,
    paths: root === undefined ? rootPaths(compiled.tree) : undefined,
    compute: (object) => {
      const result = compiled.measure(root === undefined ? object : root(object));
      steps += result.steps;
      if (++objects === judgedObjects && steps > judgedObjects * mostAverageSteps) throw tooCostly(column, steps / objects);
      return jsonCell(result.value);
    },
  };
}

function tooCostly({ name, expression }: CustomColumn, average: number): HindsightError {
  return new HindsightError(
    'query-invalid',
    `The expression of column "${name}" takes ${Math.round(average)} steps for each object; ${mostAverageSteps} are allowed.`,
    {
      hint: 'Name the path instead of searching for it, and filter lists before projecting them.',
      place: { source: 'customcols', text: expression, offset: 0, length: expression.length },
    },
  );
}
