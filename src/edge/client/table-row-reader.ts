import { cutManagedFields } from '../../core/kube/managed-fields.ts';
import { maskObject } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure } from './api-server.ts';
import { blankAnnotations } from './blank-annotations.ts';
import type { BoundedItems, ItemDecoder } from './item-reader.ts';
import { jsonObject } from './json-object.ts';
import { maskAnnotations } from './mask-annotations.ts';

/** One row of a Table; cells as the server printed them. */
export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object: KubeObject | undefined;
}

/** Reads the rows of a Table, or the items of a list that came in its place (their cells are empty). Objects are trimmed and masked. */
export class TableRowReader implements ItemDecoder<TableRow> {
  readonly isStrict = true;
  readonly #ofSecrets: boolean;

  constructor(q: { ofSecrets: boolean }) {
    this.#ofSecrets = q.ofSecrets;
  }

  setListHead(head: string): void {
    if (this.#ofSecrets && !/"kind":\s*"Table"/.test(head)) {
      throw new ApiFailure('garbage', 'the server sent whole Secrets where a Table was asked; they were not read');
    }
  }

  readBounded(_view: Buffer, start: number): BoundedItems<TableRow> {
    return { items: [], next: start };
  }

  readOne(bytes: Buffer): TableRow {
    if (this.#ofSecrets) blankAnnotations(bytes);
    const row = parse(bytes);
    const { cells = [], object = row.cells === undefined ? (row as unknown as KubeObject) : undefined } = row;
    if (typeof object !== 'object' || object === null) return { cells, object: undefined };
    cutManagedFields(object.metadata);
    if (this.#ofSecrets) maskAnnotations(object);
    maskObject(object);
    return { cells, object };
  }
}

function parse(bytes: Buffer): { readonly cells?: readonly unknown[]; readonly object?: KubeObject | null } {
  const row = jsonObject(bytes.toString('utf8'));
  if (row === undefined) throw new ApiFailure('garbage', 'a row of the Table is no JSON object');
  return row;
}
