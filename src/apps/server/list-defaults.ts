import { parseCustomColumns } from '../../core/query/parse-custom-columns.ts';
import type { TableQuery } from '../../core/query/table-query.ts';

/** What lists look like where the address does not say it, by resource as the address names it. */
export interface ListDefaults {
  readonly labelColumns: Readonly<Record<string, readonly string[]>>;
  readonly hiddenColumns: Readonly<Record<string, readonly string[]>>;
  /** JMESPath by name. */
  readonly customColumns: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The question with the defaults of its resources where the address left a parameter out or empty; a lone comma has switched them off. */
export function withListDefaults(query: TableQuery, params: URLSearchParams, defaults: ListDefaults | undefined): TableQuery {
  if (defaults === undefined) return query;
  const isOpen = (name: string): boolean => (params.get(name) ?? '').trim() === '';
  const union = (lists: ListDefaults['labelColumns']): readonly string[] => [
    ...new Set(query.resources.flatMap((resource) => own(lists, resource) ?? [])),
  ];
  const custom = (): TableQuery['customColumns'] =>
    query.resources.flatMap((resource) =>
      Object.entries(own(defaults.customColumns, resource) ?? {}).flatMap(([name, expression]) =>
        parseCustomColumns(`${name}=${expression}`),
      ),
    );
  return {
    ...query,
    ...(isOpen('labelcols') && { labelColumns: union(defaults.labelColumns) }),
    ...(isOpen('hidecols') && { hiddenColumns: union(defaults.hiddenColumns) }),
    ...(isOpen('customcols') && { customColumns: custom() }),
  };
}

function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
