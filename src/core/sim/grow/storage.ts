import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, PodPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { selectorLabels } from './metadata.ts';

interface Claim {
  readonly pod: PodPlan;
  readonly name: string;
  readonly namespace: string;
  readonly gibibytes: number;
  readonly uid: string;
  readonly volume: string;
  readonly isBound: boolean;
}

/** The claims that the pods of StatefulSets hold; a pod that waits for a node waits for its volume. */
function claimsOf(plan: ClusterPlan): readonly Claim[] {
  return plan.pods.flatMap((pod) => {
    const { claim, namespace } = pod.workload;
    if (claim === undefined) return [];
    const name = `${claim.name}-${pod.name}`;
    const uid = plan.mint.uid('persistentvolumeclaims', `${namespace}/${name}`);
    return [
      {
        pod,
        name,
        namespace,
        gibibytes: claim.gibibytes,
        uid,
        volume: `pvc-${uid}`,
        isBound: pod.state !== 'pending',
      },
    ];
  });
}

/** The PersistentVolumeClaims of a cluster. */
export function growVolumeClaims(plan: ClusterPlan): KubeObject[] {
  return claimsOf(plan).map((claim) => {
    const { workload } = claim.pod;
    const storage = `${claim.gibibytes}Gi`;
    const driver = 'ebs.csi.aws.com';
    return makeObject(plan, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      resource: 'persistentvolumeclaims',
      name: claim.name,
      namespace: claim.namespace,
      uid: claim.uid,
      createdMs: workload.createdMs + 2000,
      labels: selectorLabels(workload),
      annotations: claim.isBound
        ? {
            'pv.kubernetes.io/bind-completed': 'yes',
            'pv.kubernetes.io/bound-by-controller': 'yes',
            'volume.beta.kubernetes.io/storage-provisioner': driver,
            'volume.kubernetes.io/selected-node': claim.pod.node?.name ?? '',
            'volume.kubernetes.io/storage-provisioner': driver,
          }
        : undefined,
      finalizers: ['kubernetes.io/pvc-protection'],
      manager: 'kube-controller-manager',
      statusManager: { name: 'kube-controller-manager', ms: workload.createdMs + 6000 },
      body: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage } },
          ...(claim.isBound ? { volumeName: claim.volume } : {}),
          storageClassName: claim.isBound ? 'standard' : 'fast-io2',
          volumeMode: 'Filesystem',
        },
        status: claim.isBound ? { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage } } : { phase: 'Pending' },
      },
    });
  });
}

/** The PersistentVolumes of a cluster: those of its claims, and a few that were released and forgotten. */
export function growVolumes(plan: ClusterPlan): KubeObject[] {
  const bound = claimsOf(plan).filter(({ isBound }) => isBound);
  const released = bound
    .filter(({ uid }) => uid.startsWith('a'))
    .map((claim) => {
      const uid = plan.mint.uid('persistentvolumeclaims', `${claim.namespace}/old-${claim.name}`);
      return { ...claim, name: `old-${claim.name}`, uid, volume: `pvc-${uid}` };
    });
  return [...bound.map((claim) => growVolume(plan, claim, 'Bound')), ...released.map((claim) => growVolume(plan, claim, 'Released'))];
}

function growVolume(plan: ClusterPlan, claim: Claim, phase: 'Bound' | 'Released'): KubeObject {
  const zone = claim.pod.node?.zone ?? `${plan.identity.region}a`;
  const createdMs = claim.pod.workload.createdMs + 5000;
  return makeObject(plan, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    resource: 'persistentvolumes',
    name: claim.volume,
    createdMs,
    annotations: { 'pv.kubernetes.io/provisioned-by': 'ebs.csi.aws.com' },
    finalizers: ['external-provisioner.volume.kubernetes.io/finalizer', 'kubernetes.io/pv-protection', 'external-attacher/ebs-csi-aws-com'],
    manager: 'csi-provisioner',
    statusManager: { name: 'kube-controller-manager', ms: createdMs + 500 },
    body: {
      spec: {
        capacity: { storage: `${claim.gibibytes}Gi` },
        csi: { driver: 'ebs.csi.aws.com', volumeHandle: `vol-0${plan.mint.digest(claim.volume).slice(0, 16)}`, fsType: 'ext4' },
        accessModes: ['ReadWriteOnce'],
        claimRef: { kind: 'PersistentVolumeClaim', namespace: claim.namespace, name: claim.name, uid: claim.uid, apiVersion: 'v1' },
        persistentVolumeReclaimPolicy: phase === 'Released' ? 'Retain' : 'Delete',
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.ebs.csi.aws.com/zone', operator: 'In', values: [zone] }] }],
          },
        },
      },
      status: { phase, lastPhaseTransitionTime: stamp(createdMs + 500) },
    },
  });
}

/** The VolumeAttachments: one for each bound claim of a pod on a node. */
export function growVolumeAttachments(plan: ClusterPlan): KubeObject[] {
  return claimsOf(plan).flatMap((claim) => {
    const { node } = claim.pod;
    if (!claim.isBound || node === undefined) return [];
    return makeObject(plan, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttachment',
      resource: 'volumeattachments.storage.k8s.io',
      name: `csi-${plan.mint.digest(`attach/${claim.volume}/${node.name}`)}`,
      createdMs: claim.pod.createdMs + 1500,
      annotations: { 'csi.alpha.kubernetes.io/node-id': node.instanceId },
      finalizers: ['external-attacher/ebs-csi-aws-com'],
      manager: 'kube-controller-manager',
      statusManager: { name: 'csi-attacher', ms: claim.pod.createdMs + 3000 },
      body: {
        spec: { attacher: 'ebs.csi.aws.com', source: { persistentVolumeName: claim.volume }, nodeName: node.name },
        status: { attached: true, attachmentMetadata: { devicePath: '/dev/xvdba' } },
      },
    });
  });
}

const storageClasses = [
  { name: 'standard', type: 'gp3', isDefault: true },
  { name: 'fast-io2', type: 'io2', isDefault: false },
] as const;

/** The StorageClasses of a cluster. */
export function growStorageClasses(plan: ClusterPlan): KubeObject[] {
  return storageClasses.map(({ name, type, isDefault }) =>
    makeObject(plan, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      resource: 'storageclasses.storage.k8s.io',
      name,
      createdMs: plan.identity.createdMs + 850_000,
      annotations: isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : undefined,
      manager: 'kubectl-client-side-apply',
      body: {
        provisioner: 'ebs.csi.aws.com',
        parameters: { type, encrypted: 'true' },
        reclaimPolicy: 'Delete',
        allowVolumeExpansion: true,
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    }),
  );
}

/** The CSIDriver of the cloud's disks. */
export function growCsiDrivers(plan: ClusterPlan): KubeObject[] {
  return [
    makeObject(plan, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      resource: 'csidrivers.storage.k8s.io',
      name: 'ebs.csi.aws.com',
      createdMs: plan.identity.createdMs + 850_500,
      manager: 'kubectl-client-side-apply',
      body: {
        spec: {
          attachRequired: true,
          podInfoOnMount: false,
          volumeLifecycleModes: ['Persistent'],
          storageCapacity: false,
          fsGroupPolicy: 'ReadWriteOnceWithFSType',
          requiresRepublish: false,
          seLinuxMount: false,
        },
      },
    }),
  ];
}

/** The CSINodes: which drivers each node has. */
export function growCsiNodes(plan: ClusterPlan): KubeObject[] {
  return plan.nodes.map((node) =>
    makeObject(plan, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      resource: 'csinodes.storage.k8s.io',
      name: node.name,
      createdMs: node.createdMs + 15_000,
      annotations: {
        'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/gce-pd',
      },
      owners: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.uid }],
      manager: 'kubelet',
      body: {
        spec: {
          drivers: [
            {
              name: 'ebs.csi.aws.com',
              nodeID: node.instanceId,
              topologyKeys: ['topology.ebs.csi.aws.com/zone'],
              allocatable: { count: 25 },
            },
          ],
        },
      },
    }),
  );
}
