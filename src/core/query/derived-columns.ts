import type { Column } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { JmespathExpression } from '../kube/jmespath/compile-jmespath.ts';
import { rootFields } from '../kube/jmespath/root-fields.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { columnByText, type DerivedColumn, type DerivedPlace } from './derived-column.ts';
import { compileExpression, expressionValue } from './expression-value.ts';
import { metricsJoinColumns, metricsOf } from './join-metrics.ts';
import { namespaceLabelColumn, namespaceLabelPrefix, namespaceLabelsColumn } from './join-namespaces.ts';
import { nodeColumn, nodeJoinColumns } from './join-nodes.ts';
import type { CustomColumn, JoinName, TableQuery } from './table-query.ts';

/** What a question adds to the columns of each resource, compiled once. */
export class DerivedColumns {
  readonly #query: TableQuery;
  readonly #expressions: readonly { readonly column: CustomColumn; readonly compiled: JmespathExpression }[];
  readonly #joins: ReadonlySet<JoinName>;
  readonly #namespaceLabels: readonly string[];
  readonly #columns = new Map<ResourceDef, readonly DerivedColumn[]>();
  readonly #extended = new Map<ResourceDef, ResourceDef>();
  /** True when objects may have to be unpacked for annotations and fields that are not kept. */
  readonly #readsObjects: boolean;

  /** Throws HindsightError `query-invalid` for a broken expression. */
  constructor(query: TableQuery) {
    this.#query = query;
    this.#expressions = query.customColumns.map((column) => ({ column, compiled: compileExpression(column) }));
    const named = [query.filter, ...query.sort.map(({ column }) => column), ...query.groupBy].join(',');
    this.#namespaceLabels = [...new Set([...namespaceLabels(query.labelColumns.join(',')), ...namespaceLabels(named)])];
    this.#joins = new Set([...query.joins, ...(this.#namespaceLabels.length > 0 ? (['namespaces'] as const) : [])]);
    this.#readsObjects = query.fieldSelector !== '' || /annotation:|\bowner\b/i.test(named);
  }

  /** True when every row reads as it is kept. */
  get isEmpty(): boolean {
    return this.#expressions.length === 0 && this.#joins.size === 0 && !this.#readsObjects;
  }

  /** What is added to the columns of a resource, in order; of several with one name the last counts. */
  of(def: ResourceDef): readonly DerivedColumn[] {
    let columns = this.#columns.get(def);
    if (columns === undefined) {
      columns = [...this.#joined(def), ...this.#expressions.map((one) => this.#custom(def, one))];
      this.#columns.set(def, columns);
    }
    return columns;
  }

  /** The resource with these columns beside its own. */
  extend(def: ResourceDef): ResourceDef {
    const columns = this.of(def);
    if (columns.length === 0) return def;
    let extended = this.#extended.get(def);
    if (extended === undefined) {
      const added = new Map(columns.map((column) => [column.def.name, column.def]));
      extended = { ...def, columns: [...def.columns, ...added.values()] };
      this.#extended.set(def, extended);
    }
    return extended;
  }

  /** Other resources of the same clusters that must be synced for these columns. */
  reads(def: ResourceDef): readonly ResourceId[] {
    const metrics = this.#joins.has('metrics') ? metricsOf.get(def.id) : undefined;
    return [
      ...(metrics === undefined ? [] : [metrics]),
      ...(this.#joins.has('nodes') && def.id === 'pods' ? ['nodes'] : []),
      ...(this.#joins.has('namespaces') && def.namespaced ? ['namespaces'] : []),
    ];
  }

  #joined(def: ResourceDef): readonly DerivedColumn[] {
    const { labelColumns, customColumns } = this.#query;
    const plain = customColumns.length === 0;
    const columns: DerivedColumn[] = [];
    if (this.#joins.has('metrics')) columns.push(...metricsJoinColumns(def.id));
    if (this.#joins.has('nodes') && def.id === 'pods') columns.push(...nodeJoinColumns(plain));
    if (this.#joins.has('namespaces') && def.namespaced) {
      const wholly = plain && this.#query.joins.includes('namespaces') && !labelColumns.some((key) => key.startsWith(namespaceLabelPrefix));
      columns.push(namespaceLabelsColumn(wholly), ...this.#namespaceLabels.map((key) => namespaceLabelColumn(key, false)));
    }
    return columns.filter(({ def: { name } }) => !def.columns.some((own) => own.name === name));
  }

  #custom(resource: ResourceDef, { column, compiled }: { column: CustomColumn; compiled: JmespathExpression }): DerivedColumn {
    const taken = [...resource.columns, ...(resource.kept ?? [])].some(({ name }) => name === column.name) || fixedNames.has(column.name);
    const def: ColumnDef = {
      // A column of the resource keeps its name for filters; this one is then found by another.
      name: taken ? `custom:${column.name}` : column.name,
      type: 'json',
      missing: '',
      description: column.expression,
      value: () => null,
    };
    const open = this.#opener(resource, def, { column, compiled });
    return { def, header: column.name, source: 'custom', shown: true, ...open };
  }

  /** How an expression is read depends on what of its root it reads: the object, its node or namespace alone, or both. */
  #opener(
    resource: ResourceDef,
    def: ColumnDef,
    q: { column: CustomColumn; compiled: JmespathExpression },
  ): Pick<DerivedColumn, 'open' | 'unpacks'> {
    const { column, compiled } = q;
    const fields = rootFields(compiled.tree);
    const joined = [
      ...(this.#joins.has('nodes') && resource.id === 'pods' ? (['node'] as const) : []),
      ...(this.#query.joins.includes('namespaces') && resource.namespaced ? (['namespace'] as const) : []),
    ].filter((name) => fields === undefined || fields.has(name));
    const key = `jmespath:${compiled.text}`;
    const [only] = joined;
    if (only === undefined) {
      const value = expressionValue({ column, compiled, key });
      return { unpacks: true, open: ({ objects }) => objects(value, def) };
    }
    if (fields?.size === 1) {
      const value = expressionValue({ column, compiled, key: `${key} of ${only}`, root: (object) => ({ [only]: object }) });
      return { unpacks: false, open: (place) => openRelated({ def, place, value, only }) };
    }
    return {
      unpacks: true,
      open: (place) => {
        const root = rootWith(place, joined);
        return place.objects(expressionValue({ column, compiled, key: undefined, root }), def);
      },
    };
  }
}

const fixedNames: ReadonlySet<string> = new Set(['Cluster', 'Namespace', 'Name', 'Created', 'Age', 'Labels', 'Problem', 'Problem Since']);
const resourceOfRoot = { node: 'nodes', namespace: 'namespaces' } as const;

/** Keys of labels of namespaces that a text names. */
function namespaceLabels(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|,)\s*ns:([A-Za-z0-9._/-]+)/gi)].map(([, key]) => key as string);
}

/** An expression over the node or namespace alone: computed once for each of these, however many objects it has. */
function openRelated(q: {
  def: ColumnDef;
  place: DerivedPlace;
  value: Parameters<DerivedPlace['objects']>[0];
  only: 'node' | 'namespace';
}): Column {
  const { def, place, value, only } = q;
  const all = place.related(resourceOfRoot[only]);
  const column = all === undefined ? undefined : place.relatedObjects(all, value, def);
  if (only === 'node') return nodeColumn(def, place, (row) => column?.cell(row) ?? null);
  return columnByText(def, place.shard.column('Namespace'), (name) => {
    const row = name === undefined ? undefined : all?.byKey(`/${name}`);
    return row === undefined ? null : (column?.cell(row) ?? null);
  });
}

/** The object with its node and namespace in its root. */
function rootWith({ related }: DerivedPlace, joined: readonly ('node' | 'namespace')[]): (object: KubeObject) => unknown {
  const read = (resource: ResourceId, name: unknown): KubeObject | null => {
    const shard = related(resource);
    const row = typeof name === 'string' ? shard?.byKey(`/${name}`) : undefined;
    return row === undefined || shard === undefined ? null : shard.object(row);
  };
  return (object) => ({
    ...object,
    ...(joined.includes('node') ? { node: read('nodes', object.spec?.nodeName) } : {}),
    ...(joined.includes('namespace') ? { namespace: read('namespaces', object.metadata.namespace) } : {}),
  });
}
