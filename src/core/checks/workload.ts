import type { KubeObject } from '../kube/object.ts';
import type { FieldPath } from './fault.ts';
import { withPodDefaults } from './pod-defaults.ts';

/** One container of a pod template. */
export interface Container {
  readonly name: string;
  /** `sidecar`: an init container that keeps running (`restartPolicy: Always`). */
  readonly role: 'main' | 'sidecar' | 'init';
  /** Where it stands in the object. */
  readonly path: FieldPath;
  /** Stable place for locators: `containers[name=app]`. */
  readonly locator: string;
  /** With the API's defaults filled in. */
  // biome-ignore lint/suspicious/noExplicitAny: the content of an object is whatever was written
  readonly spec: any;
}

/** An object that runs pods, seen through its pod template with the API's defaults filled in. */
export interface Workload {
  readonly object: KubeObject;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the pod template stands: `[]` for a Pod. */
  readonly templatePath: FieldPath;
  /** Where the pod's spec stands. */
  readonly podSpecPath: FieldPath;
  /** The pod's spec with defaults filled in. */
  // biome-ignore lint/suspicious/noExplicitAny: the content of an object is whatever was written
  readonly podSpec: any;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Main containers and sidecars, in order: what serves. */
  readonly containers: readonly Container[];
  /** Init containers that end. */
  readonly initContainers: readonly Container[];
  /** False where a custom kind only looks like a workload: rules that need its behaviour leave it out. */
  readonly known: boolean;
}

/** Where a kind keeps its pod template. Source: k8s.io/api apps/v1, batch/v1, core/v1 types. */
const templatePaths: ReadonlyMap<string, FieldPath> = new Map<string, FieldPath>([
  ['Pod', []],
  ['Deployment', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['PodTemplate', ['template']],
]);

/** Groups of the built-in kinds that run pods, old ones too. */
const workloadGroups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions']);

/** Objects are never changed, and several rules look at the same one. */
const seen = new WeakMap<KubeObject, Workload | 'none'>();

/** The workload that an object is; undefined when it runs no pods, or only looks like it with containers that are none. Computed once for each object. */
export function workloadOf(object: KubeObject): Workload | undefined {
  const known = seen.get(object);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const workload = readWorkload(object);
  seen.set(object, workload ?? 'none');
  return workload;
}

function readWorkload(object: KubeObject): Workload | undefined {
  const kind = object.kind ?? '';
  const group = groupOf(object);
  const builtin = workloadGroups.has(group) ? templatePaths.get(kind) : undefined;
  const templatePath = builtin ?? ['spec', 'template'];
  const template = at(object, templatePath);
  const spec = template?.spec;
  if (template === undefined || !isRecord(spec) || !Array.isArray(spec.containers)) return undefined;
  if (builtin === undefined && !spec.containers.every(looksLikeContainer)) return undefined;
  const podSpecPath = [...templatePath, 'spec'];
  const podSpec = withPodDefaults(spec);
  const init = containersAt(podSpec.initContainers, [...podSpecPath, 'initContainers'], 'init');
  return {
    object,
    kind,
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name ?? object.metadata.generateName ?? '',
    templatePath,
    podSpecPath,
    podSpec,
    labels: textsOf(template.metadata?.labels),
    annotations: textsOf(template.metadata?.annotations),
    containers: [
      ...containersAt(podSpec.containers, [...podSpecPath, 'containers'], 'main'),
      ...init.filter(({ role }) => role === 'sidecar'),
    ],
    initContainers: init.filter(({ role }) => role === 'init'),
    known: builtin !== undefined,
  };
}

function containersAt(list: unknown, path: FieldPath, role: 'main' | 'init'): readonly Container[] {
  if (!Array.isArray(list)) return [];
  const field = role === 'main' ? 'containers' : 'initContainers';
  return list.flatMap((spec, index): readonly Container[] => {
    if (!isRecord(spec)) return [];
    const name = typeof spec.name === 'string' ? spec.name : '';
    const actual = role === 'init' && spec.restartPolicy === 'Always' ? 'sidecar' : role;
    return [{ name, role: actual, path: [...path, index], locator: `${field}[name=${name}]`, spec }];
  });
}

function looksLikeContainer(value: unknown): boolean {
  return isRecord(value) && typeof value.name === 'string' && typeof value.image === 'string';
}

function groupOf(object: KubeObject): string {
  const version = object.apiVersion ?? '';
  const slash = version.indexOf('/');
  return slash === -1 ? '' : version.slice(0, slash);
}

function at(object: KubeObject, path: FieldPath): KubeObject | undefined {
  let value: unknown = object;
  for (const key of path) value = isRecord(value) ? value[key as string] : undefined;
  return isRecord(value) ? (value as unknown as KubeObject) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Labels and annotations as they would be kept: only texts. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
