import { HindsightError } from '../base/hindsight-error.ts';
import { type FieldTerm, fieldProblem, parseFieldSelector } from '../kube/field-selector.ts';
import { parseLabelSelector } from '../kube/label-selector.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { type ColumnChoice, ColumnNames } from './column-names.ts';
import { compileFilter } from './compile-filter.ts';
import { DerivedColumns } from './derived-columns.ts';
import type { FleetDirectory } from './fleet-directory.ts';
import { type NamePatterns, namePatterns } from './name-patterns.ts';
import { ownerName } from './owner-values.ts';
import { parseFilter } from './parse-filter.ts';
import { judgedBy } from './problems/judged-by.ts';
import { problemSinceColumn } from './problems/problem-columns.ts';
import type { PlanNeed, QueryPlan, TablePlan } from './query-plan.ts';
import { resolveClusters } from './resolve-clusters.ts';
import { type ResourceScope, resolveResources } from './resolve-resources.ts';
import type { TableQuery } from './table-query.ts';

/**
 * Resolves the names of a question and checks its filter, selector and scope. Throws HindsightError: `cluster-unknown`,
 * `resource-unknown`, `query-invalid` with the place. With scope `lenient` (the command line) `namespaces` may be given or left out as
 * kubectl allows; `strict` (URLs) holds the resource to the scope that the path names.
 */
export function planQuery(
  query: TableQuery,
  directory: FleetDirectory,
  options: { readonly scope?: 'strict' | 'lenient' } = {},
): QueryPlan {
  const clusters = resolveClusters(query.clusters, directory);
  const scope: ResourceScope = options.scope === 'lenient' ? 'any' : query.namespaces === undefined ? 'cluster' : 'namespaced';
  const resolved = resolveResources({ names: query.resources, clusters, scope, directory });
  const selector = parseLabelSelector(query.selector);
  const derived = new DerivedColumns(query);
  const tables = resolved.tables.map(
    (table): TablePlan => ({ ...table, alsoReads: derived.reads(table.def), judgedBy: judgedBy(query, table.def) }),
  );
  const fields = checkedFields(query, tables);
  checkFilter(
    query,
    tables.map(({ def }) => derived.extend(def)),
  );
  const namespaces = namePatterns(query.namespaces ?? ['_all']);
  const needs = tables.flatMap((table) => {
    const narrow = narrowOf(query, namespaces, table.def);
    return table.clusters.flatMap((cluster): readonly PlanNeed[] => [
      { cluster, resource: table.resource, ...(narrow === undefined ? {} : { narrow }) },
      ...(table.alsoReads ?? []).map((resource) => joinNeed(cluster, resource, namespaces)),
    ]);
  });
  return { query, clusters, namespaces, selector, fields, derived, tables, unserved: resolved.unserved, needs };
}

/** What is joined is read as a whole, but for the parts that a namespace limits. */
function joinNeed(cluster: string, resource: string, namespaces: NamePatterns): PlanNeed {
  const namespace = namespaces.exact?.length === 1 ? namespaces.exact[0] : undefined;
  if (namespace === undefined || resource === 'nodes' || resource === 'nodes.metrics.k8s.io') return { cluster, resource };
  const narrow = resource === 'namespaces' ? { fieldSelector: `metadata.name=${namespace}` } : { namespace };
  return { cluster, resource, narrow };
}

/** The terms of the field selector; refuses fields that a resource asked for cannot be selected by. */
function checkedFields({ fieldSelector }: TableQuery, tables: readonly TablePlan[]): readonly FieldTerm[] {
  const terms = parseFieldSelector(fieldSelector);
  for (const { field } of terms)
    for (const { resource } of tables) {
      const problem = fieldProblem(resource, field);
      if (problem === undefined) continue;
      throw new HindsightError('query-invalid', `Field selector: ${resource}: ${problem}`, {
        place: {
          source: 'fieldselector',
          text: fieldSelector,
          offset: Math.max(0, fieldSelector.indexOf(field)),
          length: Math.max(1, field.length),
        },
      });
    }
  return terms;
}

/** Finds a mistake in the filter before anything is read. */
function checkFilter(query: TableQuery, defs: readonly ResourceDef[]): void {
  const all = new ColumnNames(defs, query.labelColumns);
  const terms = parseFilter(query.filter, (name) => all.find(name) !== undefined);
  for (const def of defs) {
    const names = new ColumnNames([def], query.labelColumns);
    compileFilter({ terms, text: query.filter, names, clock: { nowMs: 0 }, defs: (choice) => definitionsOf(choice, [def]) });
  }
}

/** The definitions of a chosen column in the given resources. */
export function definitionsOf(choice: ColumnChoice, defs: Iterable<ResourceDef>): readonly ResourceDef['columns'][number][] {
  if (choice.from === 'resource')
    return [...defs].flatMap(({ columns, kept = [] }) => [...columns, ...kept].filter(({ name }) => name === choice.name).slice(0, 1));
  const type = choice.name === 'Age' || choice.name === problemSinceColumn.name ? 'time' : choice.name === 'Created' ? 'date' : 'text';
  return [{ name: choice.name, type: choice.name.startsWith(ownerName) ? 'json' : type, missing: '', value: () => null }];
}

function narrowOf(query: TableQuery, namespaces: NamePatterns, def: ResourceDef): PlanNeed['narrow'] {
  const namespace = def.namespaced && namespaces.exact?.length === 1 ? namespaces.exact[0] : undefined;
  const name = query.names.length === 1 ? query.names[0] : undefined;
  const fieldSelector = [query.fieldSelector.trim(), ...(name === undefined ? [] : [`metadata.name=${name}`])]
    .filter((part) => part !== '')
    .join(',');
  if (namespace === undefined && fieldSelector === '' && query.selector.trim() === '') return undefined;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(query.selector.trim() === '' ? {} : { labelSelector: query.selector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  };
}
