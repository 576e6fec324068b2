import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { KubeObject } from '../../kube/object.ts';
import { withoutNoise } from './diff-noise.ts';

/** One value that a field has, and where. */
export interface FieldValue {
  /** Undefined where the field is absent. */
  readonly value: unknown;
  readonly clusters: readonly ClusterId[];
}

/** A field whose value is not the same everywhere; the value that most clusters have stands first. */
export interface FieldDifference {
  /** `.spec.template.spec.containers[app].image` */
  readonly path: string;
  readonly values: readonly FieldValue[];
}

/** One object of the same name, compared over clusters. */
export interface ObjectDiff {
  /** `deployment/checkout` */
  readonly object: string;
  readonly namespace: string | undefined;
  /** Clusters that have it, in the order compared. */
  readonly clusters: readonly ClusterId[];
  /** Clusters that answered and lack it. */
  readonly missing: readonly ClusterId[];
  readonly differences: readonly FieldDifference[];
}

/** What is compared. */
export interface ObjectDiffInput {
  readonly objects: readonly { readonly cluster: ClusterId; readonly object: KubeObject }[];
  /** Clusters that answered and lack the object. */
  readonly missing: readonly ClusterId[];
  /** Status too, which differs all the time; default false. */
  readonly status?: boolean;
}

/**
 * Compares one object over clusters, field by field, without what every API server sets by itself. Items of lists are matched by the key that Kubernetes merges them by
 * (name, mountPath, containerPort …) where there is one; other lists are compared whole, since their order means something.
 */
export function diffObjects({ objects, missing, status = false }: ObjectDiffInput): ObjectDiff {
  const first = objects[0]?.object;
  const found: FieldDifference[] = [];
  const bodies = objects.map(({ object }) => withoutNoise(object, { status }));
  compare('', { values: bodies, clusters: objects.map(({ cluster }) => cluster), found });
  return {
    object: `${(first?.kind ?? 'object').toLowerCase()}/${first?.metadata.name ?? ''}`,
    namespace: first?.metadata.namespace,
    clusters: objects.map(({ cluster }) => cluster),
    missing,
    differences: found,
  };
}

interface Comparison {
  readonly values: readonly unknown[];
  readonly clusters: readonly ClusterId[];
  readonly found: FieldDifference[];
}

/** Differences beyond this are not looked for: two different objects of the same name have a thousand. */
const mostDifferences = 1000;

function compare(path: string, { values, clusters, found }: Comparison): void {
  if (found.length >= mostDifferences) return;
  const texts = values.map(canonical);
  if (texts.every((text) => text === texts[0])) return;
  const parts = partsOf(values);
  if (parts === undefined) {
    found.push({ path: path === '' ? '.' : path, values: byValue(values, texts, clusters) });
    return;
  }
  for (const [step, each] of parts) compare(path + step, { values: each, clusters, found });
}

/** What stands below each of the values, by step; undefined where they cannot be matched part by part. */
function partsOf(values: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> | undefined {
  const maps = values.every(isMap)
    ? values.map((value) => new Map(Object.entries(value).map(([key, each]) => [fieldStep(key), each])))
    : keyed(values);
  if (maps === undefined) return undefined;
  const steps = new Set(maps.flatMap((map) => [...map.keys()]));
  return new Map([...steps].map((step) => [step, maps.map((map) => map.get(step))]));
}

/** Keys by which items of lists are matched, most telling first. Source: k8s.io/api, patchMergeKey tags. */
const mergeKeys: readonly string[] = ['name', 'mountPath', 'devicePath', 'containerPort', 'port', 'topologyKey', 'type', 'ip', 'uid'];

function keyed(values: readonly unknown[]): readonly Map<string, unknown>[] | undefined {
  const lists = values.filter((value): value is readonly unknown[] => Array.isArray(value));
  if (lists.length !== values.length) return undefined;
  const key = mergeKeys.find((candidate) => lists.every((list) => identifies(candidate, list)));
  if (key === undefined) return undefined;
  return lists.map((list) => new Map(list.map((item) => [`[${String((item as Record<string, unknown>)[key])}]`, item])));
}

/** True when every item is a map that has the key, each with another value. */
function identifies(key: string, list: readonly unknown[]): boolean {
  const seen = new Set<unknown>();
  for (const item of list) {
    if (!isMap(item) || !Object.hasOwn(item, key) || typeof item[key] === 'object') return false;
    seen.add(item[key]);
  }
  return seen.size === list.length;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldStep(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? `.${key}` : `["${key}"]`;
}

function byValue(values: readonly unknown[], texts: readonly string[], clusters: readonly ClusterId[]): readonly FieldValue[] {
  const groups = new Map<string, { value: unknown; clusters: ClusterId[] }>();
  for (const [i, text] of texts.entries()) {
    const group = groups.get(text) ?? { value: values[i], clusters: [] };
    group.clusters.push(clusters[i] as ClusterId);
    groups.set(text, group);
  }
  // Of two clusters the first stands first; of many, what most have.
  return clusters.length === 2 ? [...groups.values()] : [...groups.values()].sort((a, b) => b.clusters.length - a.clusters.length);
}

/** A text that is equal for equal values, whatever the order of keys. */
function canonical(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (_, each: unknown) =>
    isMap(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
