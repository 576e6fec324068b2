import type { ColumnNames } from '../column-names.ts';
import type { FilterTerm } from '../parse-filter.ts';
import type { TableColumn } from '../table.ts';
import type { TableQuery } from '../table-query.ts';
import { isProblemColumn, problemColumns } from './problem-columns.ts';

/** The parts of a question that may ask for problems. */
interface Asked {
  readonly terms: readonly FilterTerm[];
  readonly query: Pick<TableQuery, 'sort' | 'groupBy'>;
  readonly names: ColumnNames;
}

/** True when an answer depends on problems: on the time, and on the resources that problems are judged by. */
export function dependsOnProblems({ terms, query, names }: Asked): boolean {
  const named = [
    ...terms.flatMap((term) => (term.type === 'compare' ? term.column : [])),
    ...query.sort.map(({ column }) => column),
    ...query.groupBy,
  ];
  return terms.some(({ type }) => type === 'problems') || named.some((name) => isProblemColumn(names.find(name)));
}

/** The columns that tell problems, where a question asks for rows that have some; not those that it hides. */
export function shownProblemColumns(asked: Asked & { readonly query: Pick<TableQuery, 'hiddenColumns'> }): readonly TableColumn[] {
  const { terms, query } = asked;
  const onlyAbsence = terms.every((term) => term.type !== 'problems' || term.negated) && terms.some(({ type }) => type === 'problems');
  if (onlyAbsence || !dependsOnProblems(asked)) return [];
  const hidden = new Set(query.hiddenColumns);
  return problemColumns
    .filter(({ name }) => !hidden.has('*') && !hidden.has(name))
    .map((def) => ({ name: def.name, def, source: 'problem' }));
}
