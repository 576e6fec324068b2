import type { ResourceId } from '../../kube/api-resource.ts';
import { problemRules } from '../../resources/problem-spans.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { ColumnNames } from '../column-names.ts';
import { parseFilter } from '../parse-filter.ts';
import type { TableQuery } from '../table-query.ts';
import { dependsOnProblems } from './asks-for-problems.ts';

/** Resources that decide about problems in the rows of a table, where the question is about problems. They are never synced for it. */
export function judgedBy(query: TableQuery, def: ResourceDef): readonly ResourceId[] {
  const { reads } = problemRules(def);
  if (reads.length === 0) return reads;
  const names = new ColumnNames([def], query.labelColumns);
  const terms = parseFilter(query.filter, (name) => names.find(name) !== undefined);
  return dependsOnProblems({ terms, query, names }) ? reads : [];
}
