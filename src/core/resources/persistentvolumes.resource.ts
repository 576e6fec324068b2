import type { KubeObject } from '../kube/object.ts';
import { textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { persistentVolumeProblems } from './persistentvolumes.problems.ts';
import type { ResourceDef } from './resource.ts';
import {
  accessModesText,
  storageClassColumn,
  storageQuantity,
  volumeAttributesClassColumn,
  volumeModeColumn,
  volumePhase,
} from './volume-columns.ts';

/** `namespace/name` of the claim that holds the volume. */
function claimName(volume: KubeObject): string | null {
  const claim = volume.spec?.claimRef;
  return claim === undefined || claim === null ? null : `${textOf(claim.namespace)}/${textOf(claim.name)}`;
}

/** Persistent volumes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPersistentVolume. */
export const persistentVolumes: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
  shortNames: ['pv'],
  categories: [],
  problems: persistentVolumeProblems,
  columns: [
    nameColumn,
    { name: 'Capacity', type: 'quantity', value: (volume) => storageQuantity(volume.spec?.capacity) },
    { name: 'Access Modes', type: 'text', missing: '', value: (volume) => accessModesText(volume.spec?.accessModes) },
    { name: 'Reclaim Policy', type: 'text', missing: '', value: (volume) => textOrNull(volume.spec?.persistentVolumeReclaimPolicy) },
    { name: 'Status', type: 'text', missing: '', value: volumePhase },
    { name: 'Claim', type: 'text', missing: '', value: claimName },
    storageClassColumn,
    volumeAttributesClassColumn,
    { name: 'Reason', type: 'text', missing: '', value: (volume) => textOrNull(volume.status?.reason) },
    ageColumn,
    volumeModeColumn,
  ],
});
