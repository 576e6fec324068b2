import type { KubeObject } from '../kube/object.ts';
import { booleanOrNull, itemsOf, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Audiences of the tokens that the driver wants; null when it has no such list. */
function tokenRequests(driver: KubeObject): string | null {
  const requests = driver.spec?.tokenRequests;
  return Array.isArray(requests) ? requests.map((request) => textOf(request?.audience)).join(',') : null;
}

/** CSI drivers. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printCSIDriver. */
export const csiDrivers: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'csidrivers',
  kind: 'CSIDriver',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'AttachRequired', type: 'boolean', value: (driver) => booleanOrNull(driver.spec?.attachRequired) ?? true },
    { name: 'PodInfoOnMount', type: 'boolean', value: (driver) => booleanOrNull(driver.spec?.podInfoOnMount) ?? false },
    { name: 'StorageCapacity', type: 'boolean', value: (driver) => booleanOrNull(driver.spec?.storageCapacity) ?? false },
    { name: 'TokenRequests', type: 'text', missing: '<unset>', value: tokenRequests },
    { name: 'RequiresRepublish', type: 'boolean', value: (driver) => booleanOrNull(driver.spec?.requiresRepublish) ?? false },
    { name: 'Modes', type: 'text', value: (driver) => itemsOf(driver.spec?.volumeLifecycleModes).map(textOf).join(',') || null },
    ageColumn,
  ],
});
