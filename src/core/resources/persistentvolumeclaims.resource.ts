import type { KubeObject } from '../kube/object.ts';
import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { persistentVolumeClaimProblems } from './persistentvolumeclaims.problems.ts';
import type { ResourceDef } from './resource.ts';
import {
  accessModesText,
  storageClassColumn,
  storageQuantity,
  volumeAttributesClassColumn,
  volumeModeColumn,
  volumePhase,
} from './volume-columns.ts';

/** Capacity and access modes are what the volume has, so they are shown for bound claims only. */
function isBound(claim: KubeObject): boolean {
  return textOrNull(claim.spec?.volumeName) !== null;
}

/** Persistent volume claims. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPersistentVolumeClaim. */
export const persistentVolumeClaims: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  namespaced: true,
  shortNames: ['pvc'],
  categories: [],
  problems: persistentVolumeClaimProblems,
  columns: [
    nameColumn,
    { name: 'Status', type: 'text', missing: '', value: volumePhase },
    { name: 'Volume', type: 'text', missing: '', value: (claim) => textOrNull(claim.spec?.volumeName) },
    {
      name: 'Capacity',
      type: 'quantity',
      missing: '',
      value: (claim) => (isBound(claim) ? storageQuantity(claim.status?.capacity) : null),
    },
    {
      name: 'Access Modes',
      type: 'text',
      missing: '',
      value: (claim) => (isBound(claim) ? accessModesText(claim.status?.accessModes) : null),
    },
    storageClassColumn,
    volumeAttributesClassColumn,
    ageColumn,
    volumeModeColumn,
  ],
});
