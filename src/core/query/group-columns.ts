import type { ShardView } from '../fleet/fleet-view.ts';
import { cellText } from '../resources/cell-text.ts';
import type { Cell, ColumnDef, RestartsValue } from '../resources/column.ts';
import { type ColumnChoice, readerOf } from './column-names.ts';
import { labelHeader, labelsColumn } from './column-reader.ts';
import { definitionsOf } from './plan-query.ts';
import type { TableColumn } from './table.ts';
import type { TableReader } from './table-reader.ts';

/** A column that rows are counted by. */
export interface GroupColumn {
  readonly choice: ColumnChoice;
  readonly shown: TableColumn;
}

/** The columns that rows are counted by, as a table has them. */
export class GroupColumns {
  readonly all: readonly GroupColumn[];
  readonly #nowMs: number;

  constructor(names: readonly string[], reader: TableReader) {
    this.#nowMs = reader.nowMs;
    const found = names.map((name) => reader.names.find(name));
    this.all = found.flatMap((choice) => (choice === undefined ? [] : [{ choice, shown: shownAs(choice, reader) }]));
  }

  get shown(): readonly TableColumn[] {
    return this.all.map(({ shown }) => shown);
  }

  /** How a value prints. */
  text(at: number, cell: Cell): string {
    return cellText((this.all[at] as GroupColumn).shown.def, cell, this.#nowMs);
  }

  /** Reads the values of a shard's rows. */
  reader(at: number, shard: ShardView, reader: TableReader) {
    return readerOf(shard, (this.all[at] as GroupColumn).choice, reader.clock);
  }

  /** The value that rows are counted by, for a cell: ages as they print, restarts by their number. */
  value(at: number, cell: Cell): Cell {
    const { def } = (this.all[at] as GroupColumn).shown;
    if (def.type === 'number' && typeof cell === 'object' && cell !== null) return (cell as RestartsValue).count;
    return cell;
  }
}

/** The heading and type of a group's values; what changes with the time is counted as it prints. */
function shownAs(choice: ColumnChoice, reader: TableReader): TableColumn {
  if (choice.from === 'label') {
    const def: ColumnDef =
      choice.key === '*' ? labelsColumn : { name: labelHeader(choice.key), type: 'text', missing: '', value: () => null };
    return { name: def.name, def, source: 'label', labelKey: choice.key };
  }
  const [first] = reader.defsOf(choice);
  const source = first ?? definitionsOf(choice, [])[0] ?? { name: choice.name, type: 'text', value: () => null };
  const type = source.type === 'restarts' ? 'number' : source.type === 'time' || source.type === 'span' ? 'text' : source.type;
  const { print, wide: _, ...rest } = source;
  const def: ColumnDef = { ...rest, type, ...(print === undefined || type !== source.type ? {} : { print }) };
  return { name: def.name.replace(/^custom:/, ''), def, source: choice.from === 'resource' ? 'resource' : 'group' };
}
