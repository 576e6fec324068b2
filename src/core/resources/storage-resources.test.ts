import { describe, expect, test } from 'vitest';
import { anObject, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';
import { persistentVolumes } from './persistentvolumes.resource.ts';

const deletionTimestamp = '2026-11-24T11:00:00Z';

describe('rows of storage', () => {
  test.each<[string, string, string, ObjectParts]>([
    [
      'pvc',
      'v1 PersistentVolumeClaim',
      'web-1 | Bound | pv-1 | 8Gi | RWO,RWX | fast | gold | 4d | Filesystem',
      {
        spec: {
          volumeName: 'pv-1',
          storageClassName: 'fast',
          volumeMode: 'Filesystem',
          volumeAttributesClassName: 'gold',
          resources: { requests: { storage: '4Gi' } },
        },
        status: { phase: 'Bound', capacity: { storage: '8Gi' }, accessModes: ['ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOnce'] },
      },
    ],
    [
      'pvc',
      'v1 PersistentVolumeClaim',
      'web-1 | Pending |  |  |  |  | <unset> | 4d | <unset>',
      { spec: { resources: { requests: { storage: '4Gi' } } }, status: { phase: 'Pending' } },
    ],
    [
      'pvc',
      'v1 PersistentVolumeClaim',
      'web-1 | Terminating | pv-1 | 0 |  | old | <unset> | 4d | <unset>',
      {
        metadata: { deletionTimestamp, annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } },
        spec: { volumeName: 'pv-1', storageClassName: 'fast' },
        status: { phase: 'Bound' },
      },
    ],
    [
      'pv',
      'v1 PersistentVolume',
      'web-1 | 10Gi | RWO,ROX,RWX,RWOP | Retain | Bound | default/data |  | <unset> |  | 4d | Block',
      {
        spec: {
          capacity: { storage: '10Gi' },
          accessModes: ['ReadWriteOncePod', 'ReadWriteMany', 'ReadOnlyMany', 'ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: 'default', name: 'data' },
          volumeMode: 'Block',
        },
        status: { phase: 'Bound' },
      },
    ],
    [
      'pv',
      'v1 PersistentVolume',
      'web-1 | 0 |  |  | Failed |  |  | <unset> | disk gone | 4d | <unset>',
      { status: { phase: 'Failed', reason: 'disk gone' } },
    ],
    [
      'sc',
      'storage.k8s.io/v1 StorageClass',
      'fast (default) | ebs.csi | Retain | WaitForFirstConsumer | true | 4d',
      {
        metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'ebs.csi',
        reclaimPolicy: 'Retain',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      },
    ],
    ['sc', 'storage.k8s.io/v1 StorageClass', 'web-1 | ebs.csi | Delete | Immediate | false | 4d', { provisioner: 'ebs.csi' }],
    ['vac', 'storage.k8s.io/v1 VolumeAttributesClass', 'web-1 | ebs.csi | 4d', { driverName: 'ebs.csi' }],
    [
      'volumeattachments',
      'storage.k8s.io/v1 VolumeAttachment',
      'web-1 | ebs.csi | pv-1 | node-1 | true | 4d',
      { spec: { attacher: 'ebs.csi', nodeName: 'node-1', source: { persistentVolumeName: 'pv-1' } }, status: { attached: true } },
    ],
    ['volumeattachments', 'storage.k8s.io/v1 VolumeAttachment', 'web-1 |  |  |  | false | 4d', {}],
    ['csidrivers', 'storage.k8s.io/v1 CSIDriver', 'web-1 | true | false | false | <unset> | false | <none> | 4d', { spec: {} }],
    [
      'csidrivers',
      'storage.k8s.io/v1 CSIDriver',
      'web-1 | false | true | true | vault, | true | Persistent,Ephemeral | 4d',
      {
        spec: {
          attachRequired: false,
          podInfoOnMount: true,
          storageCapacity: true,
          requiresRepublish: true,
          tokenRequests: [{ audience: 'vault' }, { audience: '' }],
          volumeLifecycleModes: ['Persistent', 'Ephemeral'],
        },
      },
    ],
    ['csinodes', 'storage.k8s.io/v1 CSINode', 'web-1 | 2 | 4d', { spec: { drivers: [{}, {}] } }],
    ['csistoragecapacities', 'storage.k8s.io/v1 CSIStorageCapacity', 'web-1 | 2026-11-20T12:00:00Z', {}],
  ])('%s', (resource, type, expected, parts) => {
    const [apiVersion, kind] = type.split(' ') as [string, string];
    expect(printRow(resource, anObject(apiVersion, kind, parts))).toBe(expected);
  });

  test('capacity is a quantity, so that it sorts by size', () => {
    const volume = anObject('v1', 'PersistentVolume', { spec: { capacity: { storage: '1536Mi' } } });
    expect(persistentVolumes.columns.find(({ name }) => name === 'Capacity')?.value(volume)).toEqual({
      text: '1536Mi',
      number: 1_610_612_736,
    });
  });

  test('an empty class is a class, a missing one is unset', () => {
    const claim = (spec: object) => printCell('pvc', 'VolumeAttributesClass', anObject('v1', 'PersistentVolumeClaim', { spec }));
    expect([claim({ volumeAttributesClassName: '' }), claim({})]).toEqual(['', '<unset>']);
  });
});
