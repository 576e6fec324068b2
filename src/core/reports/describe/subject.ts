import type { FleetView, RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import { resolveBuiltin } from '../../resources/builtin-resources.ts';

/** What is described, and where related objects are looked up. */
export interface Subject {
  readonly view: FleetView;
  readonly shard: ShardView;
  readonly row: RowId;
  readonly object: KubeObject;
  readonly nowMs: number;
}

/** Another resource of the subject's cluster; undefined where it is not synced. */
export function sibling({ view, shard }: Pick<Subject, 'view' | 'shard'>, resource: ResourceId): ShardView | undefined {
  return view.shard(shard.cluster, resource);
}

/** The built-in resource that serves a kind of an API version; undefined for custom kinds. */
export function resourceOfKind(kind: string, apiVersion: string): ResourceId | undefined {
  const slash = apiVersion.indexOf('/');
  const found = resolveBuiltin(slash === -1 ? kind : `${kind}.${apiVersion.slice(0, slash)}`);
  return found?.kind === kind && found.group === (slash === -1 ? '' : apiVersion.slice(0, slash)) ? found.id : undefined;
}

/** Rows that satisfy a test, in no promised order. */
export function rowsWhere(rows: ShardView['rows'], test: (row: RowId) => boolean = () => true): readonly RowId[] {
  const found: RowId[] = [];
  rows.forEach((row) => {
    if (test(row)) found.push(row);
  });
  return found;
}

/** The name part of a row's key. */
export function nameOf(shard: ShardView, row: RowId): string {
  const key = shard.key(row);
  return key.slice(key.indexOf('/') + 1);
}

/** The namespace part of a row's key; undefined for objects that live in none. */
export function namespaceOf(shard: ShardView, row: RowId): string | undefined {
  const key = shard.key(row);
  return key.slice(0, key.indexOf('/')) || undefined;
}
