import { cutManagedFields } from '../../core/kube/managed-fields.ts';
import { maskText } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ListItem } from './api-server.ts';
import { blankAnnotations } from './blank-annotations.ts';
import type { ItemDecoder } from './item-reader.ts';

interface Row {
  readonly cells?: readonly unknown[];
  readonly object?: KubeObject | null;
}

/** Cells of a Secret's Table. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printSecret (Name, Type, Data, Age). */
const typeCell = 1;
const countCell = 2;

/** A count of keys beyond it is not believed. */
const mostKeys = 1_000;

/**
 * Reads Secrets from a Table with metadata: neither values nor key names are ever sent to us, annotation values are overwritten before decoding.
 * The object has `type`, and `data` with as many invented keys (`unread-1` …) as the Secret has, each masked, so that columns can count them.
 */
export class SecretRowReader implements ItemDecoder {
  readonly isStrict = true;

  setListHead(head: string): void {
    if (!/"kind":\s*"Table"/.test(head))
      throw new ApiFailure('garbage', 'the server sent whole Secrets where a Table was asked; they were not read');
  }

  readBounded(_view: Buffer, start: number): { items: ListItem[]; next: number } {
    return { items: [], next: start };
  }

  /** One row, or (in a watch) a Table with one row. */
  readOne(bytes: Buffer): ListItem {
    if (!looksLikeTable(bytes)) throw new ApiFailure('garbage', 'the server sent a whole Secret where a Table was asked; it was not read');
    blankAnnotations(bytes);
    const parsed = parseRow(bytes);
    const row = parsed.rows?.[0] ?? parsed;
    if (typeof row.object?.metadata !== 'object' || row.object.metadata === null)
      throw new ApiFailure('garbage', 'a row of a Table has no metadata');
    const object = toSecret(row, row.object);
    return { bytes: Buffer.from(JSON.stringify(object)), object };
  }
}

function parseRow(bytes: Buffer): Row & { readonly rows?: readonly Row[] } {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ApiFailure('garbage', 'a row of a Table is not valid JSON');
  }
}

/** Either form begins with something that a Secret does not have. */
function looksLikeTable(bytes: Buffer): boolean {
  const beginning = bytes.toString('latin1', 0, 64);
  return /^\{\s*"(cells"|kind":\s*"Table")/.test(beginning);
}

function toSecret(row: Row, partial: KubeObject): KubeObject {
  const metadata = partial.metadata as { annotations?: Record<string, string> } & KubeObject['metadata'];
  const { annotations } = metadata;
  if (typeof annotations === 'object' && annotations !== null) {
    for (const key of Object.keys(annotations)) annotations[key] = maskText;
  }
  cutManagedFields(metadata);
  const type = row.cells?.[typeCell];
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    ...(typeof type === 'string' ? { type } : {}),
    data: unreadKeys(Number(row.cells?.[countCell])),
  };
}

function unreadKeys(count: number): Record<string, string> {
  const length = Number.isInteger(count) && count > 0 ? Math.min(count, mostKeys) : 0;
  return Object.fromEntries(Array.from({ length }, (_, i) => [`unread-${i + 1}`, maskText]));
}
