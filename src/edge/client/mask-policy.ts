import { packedBeginnings, podSpecHasSecret } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';

/**
 * Finds out cheaply whether an object may hold something to mask; what is suspected goes to `maskObject`, which decides.
 * Expects compact JSON, as Go writes it.
 */
export interface MaskPolicy {
  /** True when the bytes hold a sequence that a secret may stand behind. Works on one object or on many. */
  suspectsBytes(bytes: Buffer): boolean;
  suspectsObject(object: KubeObject): boolean;
}

/** An `env` array, or a Secret, inside a JSON text inside an annotation, however often escaped. */
const escapedMarkers = [Buffer.from('\\"env\\'), Buffer.from('\\"Secret\\')];

/** The same in the open; long enough for the fast search. */
const openMarkers = [Buffer.from('"env":[{"'), Buffer.from('"kind":"Secret"')];

/** Searched for by their rare first letter, at about 30 MB/ms. */
const packedMarkers = packedBeginnings.map((beginning) => Buffer.from(beginning));

const backslash = 0x5c;

type At = (object: KubeObject) => unknown;
const inTemplate: At = (object) => object.spec?.template?.spec;

/** Where the pod specs of the built-in kinds are. Source: k8s.io/api core/v1, apps/v1, batch/v1 types.go. */
const podSpecs: Readonly<Record<string, At>> = {
  'v1 Pod': (object) => object.spec,
  'v1 PodTemplate': (object) => object.template?.spec,
  'v1 ReplicationController': inTemplate,
  'apps/v1 Deployment': inTemplate,
  'apps/v1 ReplicaSet': inTemplate,
  'apps/v1 StatefulSet': inTemplate,
  'apps/v1 DaemonSet': inTemplate,
  'batch/v1 Job': inTemplate,
  'batch/v1 CronJob': (object) => object.spec?.jobTemplate?.spec?.template?.spec,
};

/** Built-in kinds without pod specs, which no literal variable can be in; of others the bytes are searched. */
const harmlessKinds = new Set([
  ...['Event', 'Node', 'Namespace', 'Service', 'Endpoints', 'PersistentVolume', 'PersistentVolumeClaim', 'ServiceAccount'].map(
    (k) => `v1 ${k}`,
  ),
  ...['ResourceQuota', 'LimitRange'].map((k) => `v1 ${k}`),
  'discovery.k8s.io/v1 EndpointSlice',
  'coordination.k8s.io/v1 Lease',
  'networking.k8s.io/v1 Ingress',
  'policy/v1 PodDisruptionBudget',
  'metrics.k8s.io/v1beta1 PodMetrics',
  'metrics.k8s.io/v1beta1 NodeMetrics',
]);

/** The policy for the items of a list of that kind. */
export function maskPolicy(apiVersion: string, kind: string): MaskPolicy {
  const id = `${apiVersion} ${kind}`;
  const at = podSpecs[id];
  if (at !== undefined) return { suspectsBytes: suspectsEscaped, suspectsObject: (object) => podSpecHasSecret(at(object)) };
  if (harmlessKinds.has(id)) return { suspectsBytes: suspectsEscaped, suspectsObject: () => false };
  const mayBeHelm = id === 'v1 ConfigMap';
  return {
    suspectsBytes: (bytes) => suspectsEscaped(bytes) || openMarkers.some((marker) => bytes.includes(marker)),
    suspectsObject: () => mayBeHelm,
  };
}

function suspectsEscaped(bytes: Buffer): boolean {
  if (packedMarkers.some((marker) => bytes.includes(marker))) return true;
  const from = bytes.indexOf(backslash);
  return from >= 0 && escapedMarkers.some((marker) => bytes.indexOf(marker, from) >= 0);
}
