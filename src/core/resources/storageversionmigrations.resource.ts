import type { KubeObject } from '../kube/object.ts';
import { itemsOf, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** `deployments.apps`. */
function migratedResource(migration: KubeObject): string | null {
  const group = textOf(migration.spec?.resource?.group);
  const resource = textOf(migration.spec?.resource?.resource);
  return (group === '' ? resource : `${resource}.${group}`) || null;
}

/** The last of the conditions Running, Succeeded and Failed that is True. */
function status(migration: KubeObject): string {
  let found = 'Unknown';
  for (const condition of itemsOf(migration.status?.conditions)) {
    const type = condition?.type;
    if (condition?.status === 'True' && (type === 'Running' || type === 'Succeeded' || type === 'Failed')) found = type;
  }
  return found;
}

/** Storage version migrations. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printStorageVersionMigration. */
export const storageVersionMigrations: ResourceDef = declareResource({
  group: 'storagemigration.k8s.io',
  version: 'v1',
  plural: 'storageversionmigrations',
  kind: 'StorageVersionMigration',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Resource', type: 'text', missing: '', value: migratedResource },
    { name: 'Status', type: 'text', value: status },
  ],
});
