import type { ClusterIdentity } from '../cluster-identity.ts';
import type { Mint } from '../mint.ts';

/** Everything a cluster's objects are derived from: who runs where, since when, and in which state. */
export interface ClusterPlan {
  readonly identity: ClusterIdentity;
  readonly mint: Mint;
  readonly nodes: readonly NodePlan[];
  readonly namespaces: readonly NamespacePlan[];
  readonly workloads: readonly WorkloadPlan[];
  readonly pods: readonly PodPlan[];
}

/** A node. */
export interface NodePlan {
  readonly index: number;
  readonly name: string;
  readonly uid: string;
  readonly role: 'master' | 'worker';
  readonly pool: string;
  readonly instanceType: string;
  readonly instanceId: string;
  readonly zone: string;
  readonly arch: 'amd64' | 'arm64';
  readonly cpu: number;
  readonly memoryMi: number;
  readonly podCapacity: number;
  readonly ip: string;
  /** The first three numbers of its pods' addresses. */
  readonly podNet: string;
  readonly createdMs: number;
  readonly state: 'ready' | 'not-ready' | 'cordoned' | 'memory-pressure';
  /** Since when the state lasts. */
  readonly stateMs: number;
  readonly version: string;
}

/** A namespace. */
export interface NamespacePlan {
  readonly name: string;
  readonly team: string;
  readonly createdMs: number;
}

/** An environment variable: a literal, a key of a Secret, or a field of the pod. */
export interface EnvPlan {
  readonly name: string;
  readonly value?: string;
  readonly secret?: { readonly name: string; readonly key: string };
  readonly field?: string;
}

/** A container of a pod template. CPU in thousandths of a core, memory in MiB. */
export interface ContainerPlan {
  readonly name: string;
  /** Without the tag when the revision brings it. */
  readonly image: string;
  readonly tag?: string;
  readonly cpuMillis: number;
  readonly memoryMi: number;
  readonly cpuLimitMillis?: number;
  readonly memoryLimitMi?: number;
  readonly ports?: readonly { readonly name: string; readonly port: number; readonly protocol?: 'UDP' }[];
  readonly env?: readonly EnvPlan[];
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly probe?: { readonly path: string; readonly port: number };
  readonly mounts?: readonly { readonly name: string; readonly path: string; readonly readOnly?: boolean }[];
}

/** A volume of a pod template. */
export type VolumePlan =
  | { readonly name: string; readonly kind: 'configMap' | 'secret' | 'hostPath' | 'claim'; readonly source: string }
  | { readonly name: string; readonly kind: 'emptyDir' };

/** One pod template that a workload has had. */
export interface RevisionPlan {
  readonly number: number;
  readonly hash: string;
  readonly tag: string;
  readonly createdMs: number;
}

/** What is wrong with a workload's newest pods. */
export type Trouble = 'crash' | 'image' | 'out-of-memory' | 'unschedulable' | 'init' | 'not-ready' | 'missing-secret' | 'rolling';

/** A workload: whatever makes pods. */
export interface WorkloadPlan {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Static';
  readonly namespace: string;
  readonly name: string;
  readonly team: string;
  readonly application: string;
  readonly component?: string;
  readonly createdMs: number;
  /** Wanted pods; for a DaemonSet the nodes it fits, for a CronJob the pods its Jobs have left. */
  readonly replicas: number;
  /** Replicas that the Deployment's spec asks for, while a rollout makes them differ from `replicas`. */
  readonly desired?: number;
  /** Oldest first; the last one is current. */
  readonly revisions: readonly RevisionPlan[];
  /** Pods of the previous revision that still run. */
  readonly oldReplicas: number;
  /** Evicted pods that nobody has cleaned up: they come on top of the replicas. */
  readonly evicted?: number;
  /** Pods on their way out, on top of the replicas too. */
  readonly leaving?: number;
  readonly containers: readonly ContainerPlan[];
  readonly initContainers?: readonly ContainerPlan[];
  readonly volumes?: readonly VolumePlan[];
  readonly serviceAccount: string;
  readonly hostNetwork?: boolean;
  readonly priorityClass?: string;
  readonly onMasters?: boolean;
  readonly updateStrategy?: 'OnDelete';
  readonly gracePeriodSeconds?: number;
  readonly trouble?: Trouble;
  readonly service?: { readonly headless?: boolean; readonly name?: string; readonly ports: readonly ServicePortPlan[] };
  readonly host?: string;
  readonly autoscale?: { readonly min: number; readonly max: number; readonly cpuPercent: number };
  readonly disruption?: 'max-unavailable' | 'min-available';
  readonly claim?: { readonly name: string; readonly gibibytes: number };
  readonly schedule?: string;
  /** Who made it: a Stack, a Postgresql, or the field manager that applied it. */
  readonly madeBy: 'stack' | 'postgresql' | 'kubectl' | 'deployment-service' | 'kubelet';
  readonly credentials?: boolean;
}

/** A port of a Service. */
export interface ServicePortPlan {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol?: 'UDP';
}

/** What state a pod is in. */
export type PodState =
  | 'running'
  | 'not-ready'
  | 'completed'
  | 'failed'
  | 'evicted'
  | 'terminating'
  | 'new'
  | 'pending'
  | 'creating'
  | 'init-running'
  | 'init-crash'
  | 'crash'
  | 'image'
  | 'oom-crash'
  | 'oom-restarted'
  | 'unknown';

/** A pod. */
export interface PodPlan {
  readonly workload: WorkloadPlan;
  readonly revision: RevisionPlan;
  readonly name: string;
  readonly uid: string;
  readonly createdMs: number;
  /** Undefined while it waits for a node. */
  readonly node?: NodePlan;
  readonly ip?: string;
  readonly state: PodState;
  readonly restarts: number;
  /** When the state or the last restart began. */
  readonly sinceMs: number;
  /** The Job it belongs to. */
  readonly job?: JobPlan;
  readonly ordinal?: number;
}

/** A run of a CronJob. */
export interface JobPlan {
  readonly name: string;
  readonly scheduledMs: number;
  readonly endedMs?: number;
  readonly failed: boolean;
}

/** The revision whose template new pods get. */
export function currentRevision(workload: WorkloadPlan): RevisionPlan {
  return workload.revisions[workload.revisions.length - 1] as RevisionPlan;
}
