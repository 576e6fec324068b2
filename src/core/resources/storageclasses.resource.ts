import type { KubeObject } from '../kube/object.ts';
import { booleanOrNull, fieldsOf, stringOrNull, textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/**
 * The name, marked where the class is annotated as default. Where several are, the API server marks only the youngest of the list; one object
 * cannot tell, so each is marked.
 * Source: pkg/apis/storage/util IsDefaultAnnotation.
 */
function markedName(storageClass: KubeObject): string | null {
  const annotations = fieldsOf(storageClass.metadata?.annotations);
  const isDefault =
    annotations['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true';
  return isDefault ? `${textOf(storageClass.metadata.name)} (default)` : textOrNull(storageClass.metadata?.name);
}

/** Storage classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printStorageClassInternal. */
export const storageClasses: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'storageclasses',
  kind: 'StorageClass',
  namespaced: false,
  shortNames: ['sc'],
  categories: [],
  columns: [
    { ...nameColumn, value: markedName },
    { name: 'Provisioner', type: 'text', missing: '', value: (storageClass) => textOrNull(storageClass.provisioner) },
    { name: 'ReclaimPolicy', type: 'text', value: (storageClass) => stringOrNull(storageClass.reclaimPolicy) ?? 'Delete' },
    { name: 'VolumeBindingMode', type: 'text', value: (storageClass) => stringOrNull(storageClass.volumeBindingMode) ?? 'Immediate' },
    {
      name: 'AllowVolumeExpansion',
      type: 'boolean',
      value: (storageClass) => booleanOrNull(storageClass.allowVolumeExpansion) ?? false,
    },
    ageColumn,
  ],
});
