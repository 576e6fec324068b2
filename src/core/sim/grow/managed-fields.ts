import type { Json } from '../../kube/object.ts';
import { stamp } from '../stamp.ts';

/** A set of fields as `fieldsV1` writes it. */
export interface FieldSet {
  readonly [path: string]: FieldSet;
}

const nothing: FieldSet = {};

/** Lists that the API server merges item by item, with the fields that identify an item. Source: k8s.io/api listMapKey markers. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  conditions: ['type'],
  ownerReferences: ['uid'],
  addresses: ['type'],
  podIPs: ['ip'],
  hostIPs: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  imagePullSecrets: ['name'],
  webhooks: ['name'],
  secrets: ['name'],
};

/** Maps and lists that have one owner as a whole. */
const atomic: ReadonlySet<string> = new Set([
  ...['selector', 'matchLabels', 'nodeSelector', 'fieldRef', 'secretKeyRef', 'configMapKeyRef', 'claimRef', 'lastTimestamp', 'dataSource'],
  ...['involvedObject', 'resourceFieldRef', 'scaleTargetRef', 'roleRef', 'preferredDuringSchedulingIgnoredDuringExecution'],
]);

/** Structs and lists that nobody owns as a whole: they are always there. */
const undotted: ReadonlySet<string> = new Set([
  'metadata',
  'spec',
  'status',
  'template',
  'strategy',
  'updateStrategy',
  'jobTemplate',
  'containers',
]);

/**
 * The fields that are set in a value, as `managedFields[].fieldsV1` lists them.
 * `dotted`: whether the value itself is listed too, as it is when its owner made it.
 * Equal sets are one object: a fleet has few shapes, and they would be a third of its memory.
 */
export function fieldsOf(value: unknown, dotted = false): FieldSet {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return nothing;
  const entries: Entry[] = dotted ? [['.', nothing]] : [];
  for (const key in value) {
    const child: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (child !== undefined) entries.push([fieldPath(key), atomic.has(key) ? nothing : fieldsOfField(key, child)]);
  }
  return entries.length === (dotted ? 1 : 0) ? nothing : setOf(entries);
}

type Entry = readonly [path: string, fields: FieldSet];

function fieldsOfField(name: string, value: unknown): FieldSet {
  if (typeof value !== 'object' || value === null) return nothing;
  const dotted = !undotted.has(name);
  if (!Array.isArray(value)) return fieldsOf(value, dotted);
  const entries: Entry[] = dotted ? [['.', nothing]] : [];
  const first: unknown = value[0];
  if (name === 'finalizers') return setOf([...entries, ...value.map((item): Entry => [`v:${JSON.stringify(item)}`, nothing])]);
  const keys = mergeKeys[name] ?? (name === 'ports' && first !== undefined ? portKeys(first) : undefined);
  if (keys === undefined) return nothing;
  const leaf = name === 'ownerReferences';
  for (const item of value as readonly Readonly<Record<string, unknown>>[])
    entries.push([itemKey(item, keys), leaf ? nothing : fieldsOf(item, true)]);
  return setOf(entries);
}

/** A step on the way to a set: by path, then by what is under it. */
interface Step {
  readonly next: Map<string, Map<FieldSet, Step>>;
  set?: FieldSet;
}

const root: Step = { next: new Map() };
const remembered = new WeakSet<FieldSet>([nothing]);

/** The set of the entries: the one made before, if there was one. Sets that name a uid occur once and are not remembered. */
function setOf(entries: readonly Entry[]): FieldSet {
  let step = root;
  for (const [path, fields] of entries) {
    if (!remembered.has(fields) || path.startsWith('k:{"uid"')) return Object.fromEntries(entries);
    let byFields = step.next.get(path);
    if (byFields === undefined) {
      byFields = new Map();
      step.next.set(path, byFields);
    }
    let child = byFields.get(fields);
    if (child === undefined) {
      child = { next: new Map() };
      byFields.set(fields, child);
    }
    step = child;
  }
  if (step.set === undefined) {
    step.set = Object.fromEntries(entries);
    remembered.add(step.set);
  }
  return step.set;
}

const paths = new Map<string, string>();

/** `f:` and the name; one string for each name. */
function fieldPath(name: string): string {
  const known = paths.get(name);
  if (known !== undefined) return known;
  const path = `f:${name}`;
  paths.set(name, path);
  return path;
}

function portKeys(port: unknown): readonly string[] {
  return typeof port === 'object' && port !== null && 'containerPort' in port ? ['containerPort', 'protocol'] : ['port', 'protocol'];
}

function itemKey(item: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  return `k:{${keys.map((key) => `"${key}":${JSON.stringify(item[key])}`).join()}}`;
}

/** One entry of `metadata.managedFields`. */
export function managedBy(
  manager: string,
  q: { apiVersion: string; ms: number; fields: FieldSet; operation?: 'Update' | 'Apply'; subresource?: string },
): Json {
  const entry = {
    manager,
    operation: q.operation ?? 'Update',
    apiVersion: q.apiVersion,
    time: stamp(q.ms),
    fieldsType: 'FieldsV1',
    fieldsV1: q.fields,
  };
  return q.subresource === undefined ? entry : { ...entry, subresource: q.subresource };
}
