import { parseLabelSelector } from '../kube/label-selector.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { type ColumnChoice, ColumnNames } from './column-names.ts';
import { compileFilter } from './compile-filter.ts';
import type { FleetDirectory } from './fleet-directory.ts';
import { type NamePatterns, namePatterns } from './name-patterns.ts';
import { parseFilter } from './parse-filter.ts';
import type { PlanNeed, QueryPlan } from './query-plan.ts';
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
  const { tables, unserved } = resolveResources({ names: query.resources, clusters, scope, directory });
  const selector = parseLabelSelector(query.selector);
  checkFilter(
    query,
    tables.map(({ def }) => def),
  );
  const namespaces = namePatterns(query.namespaces ?? ['_all']);
  const needs = tables.flatMap((table) => {
    const narrow = narrowOf(query, namespaces, table.def);
    return table.clusters.map((cluster): PlanNeed => ({ cluster, resource: table.resource, ...(narrow === undefined ? {} : { narrow }) }));
  });
  return { query, clusters, namespaces, selector, tables, unserved, needs };
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
  if (choice.from === 'resource') return [...defs].flatMap(({ columns }) => columns.filter(({ name }) => name === choice.name).slice(0, 1));
  const type = choice.name === 'Age' ? 'time' : choice.name === 'Created' ? 'date' : 'text';
  return [{ name: choice.name, type, value: () => null }];
}

function narrowOf(query: TableQuery, namespaces: NamePatterns, def: ResourceDef): PlanNeed['narrow'] {
  const namespace = def.namespaced && namespaces.exact?.length === 1 ? namespaces.exact[0] : undefined;
  const name = query.names.length === 1 ? query.names[0] : undefined;
  if (namespace === undefined && name === undefined && query.selector.trim() === '') return undefined;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(query.selector.trim() === '' ? {} : { labelSelector: query.selector }),
    ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }),
  };
}
