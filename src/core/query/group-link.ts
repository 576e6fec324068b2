import type { ResourceId } from '../kube/api-resource.ts';
import { cellText } from '../resources/cell-text.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { dropEqualities } from './drop-equalities.ts';
import { filterValue } from './filter-value.ts';
import type { GroupColumn, GroupColumns } from './group-columns.ts';
import type { QueryPlan } from './query-plan.ts';
import { type TableQuery, tableQuery } from './table-query.ts';
import { encodeUrlPart, tableQueryToUrl } from './table-query-url.ts';

/** Writes the addresses of the lists behind counts: the same question with a group's values as filters. */
export class GroupLinks {
  readonly #plan: QueryPlan;
  readonly #columns: GroupColumns;
  readonly #resource: ResourceId;
  /** Where values stand in the address of a group that is counted by one column of its own; undefined for others. */
  readonly #template: { readonly before: string; readonly after: string } | undefined;

  constructor(plan: QueryPlan, columns: GroupColumns, resource: ResourceId) {
    this.#plan = plan;
    this.#columns = columns;
    this.#resource = resource;
    this.#template = this.#oneColumn();
  }

  link(cells: readonly Cell[]): string {
    const template = this.#template;
    if (template === undefined) return this.#address(cells);
    const [column] = this.#columns.all;
    return template.before + encodeUrlPart(filterValue(valueText((column as GroupColumn).shown.def, cells[0] as Cell))) + template.after;
  }

  /** Thousands of addresses differ in one value only, so the rest is written once. */
  #oneColumn(): { before: string; after: string } | undefined {
    const [column, ...others] = this.#columns.all;
    const name = column === undefined ? undefined : nameOf(column);
    const { filter } = this.#plan.query;
    if (column === undefined || name === undefined || others.length > 0 || isPlace(name) || dropEqualities(filter, name) !== filter)
      return undefined;
    const mark = 'a-value-to-come';
    const address = this.#address([mark]);
    const at = address.lastIndexOf(mark);
    return at < 0 || address.indexOf(mark) !== at ? undefined : { before: address.slice(0, at), after: address.slice(at + mark.length) };
  }

  #address(cells: readonly Cell[]): string {
    const { query } = this.#plan;
    let filter = query.filter;
    let places: Partial<TableQuery> = {};
    const terms: string[] = [];
    for (const [at, cell] of cells.entries()) {
      const column = this.#columns.all[at] as GroupColumn;
      const name = nameOf(column);
      if (name === 'Cluster' && typeof cell === 'string') places = { ...places, clusters: [cell] };
      else if (name === 'Namespace' && typeof cell === 'string' && query.namespaces !== undefined)
        places = { ...places, namespaces: [cell] };
      else {
        const dropped = dropEqualities(filter, name);
        // A list may have been chosen by another of its items: that term stays, and this item is looked for as a whole.
        const chosen = column.shown.def.items !== undefined && dropped !== filter;
        if (!chosen) filter = dropped;
        const isItem = chosen && typeof cell === 'string';
        terms.push(isItem ? `${name}~${filterValue(itemPattern(cell))}` : `${name}=${filterValue(valueText(column.shown.def, cell))}`);
      }
    }
    const { clusters, namespaces, names, selector, fieldSelector, labelColumns, customColumns, joins } = query;
    const resources = query.resources.length === 1 ? query.resources : [this.#resource];
    const kept = { clusters, namespaces, resources, names, selector, fieldSelector, labelColumns, customColumns, joins };
    return tableQueryToUrl(tableQuery({ ...kept, filter: [filter, ...terms].filter((term) => term !== '').join(','), ...places }));
  }
}

function nameOf({ choice }: GroupColumn): string {
  return choice.from === 'label' ? `label:${choice.key}` : choice.name;
}

function isPlace(name: string): boolean {
  return name === 'Cluster' || name === 'Namespace';
}

/** The text that `=` finds the value by; n/a is found by the empty text. */
function valueText(def: ColumnDef, cell: Cell): string {
  return cell === null ? '' : cellText(def, cell, 0);
}

function itemPattern(item: string): string {
  return `(?-i)(^|,)${item.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')}(,|$)`;
}
