import type { Random } from '../base/random.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import { type KubeObject, namespacedName } from '../kube/object.ts';
import { nameSuffix } from './names.ts';
import type { SimStore } from './sim-cluster.ts';

/** One change that was made to a store. */
export interface Mutation {
  readonly type: 'create' | 'update' | 'delete' | 'recreate';
  readonly key: string;
}

/**
 * Changes one object of a resource at random: creates a copy under a new name, updates labels, annotations or status,
 * deletes, or deletes and creates again under the same name with another uid. Same stream and store, same change.
 */
export function mutate(store: SimStore, q: { resource: ResourceId; random: Random; nowMs: number }): Mutation | undefined {
  const { resource, random } = q;
  const entries = store.list(resource);
  if (entries.length === 0) return undefined;
  const { object } = random.pick(entries);
  const key = namespacedName(object.metadata);
  const draw = random.next();
  if (draw < 0.55) {
    store.update(resource, changed(object, random));
    return { type: 'update', key };
  }
  if (draw < 0.75 || entries.length < 3) {
    const copy = renamed(object, `${object.metadata.name}-${nameSuffix(random, 5)}`);
    store.create(resource, copy, q.nowMs);
    return { type: 'create', key: namespacedName(copy.metadata) };
  }
  store.remove(resource, key);
  if (draw < 0.95) return { type: 'delete', key };
  store.create(resource, renamed(object, object.metadata.name), q.nowMs);
  return { type: 'recreate', key };
}

function changed(object: KubeObject, random: Random): KubeObject {
  const { metadata } = object;
  const value = nameSuffix(random, 6);
  const draw = random.int(3);
  if (draw === 0) return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, 'fuzz.example.org/mark': value } } };
  if (draw === 1) return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, 'fuzz.example.org/note': value } } };
  const { 'fuzz.example.org/mark': _gone, ...labels } = metadata.labels ?? {};
  return { ...object, metadata: { ...metadata, labels } };
}

function renamed(object: KubeObject, name: string): KubeObject {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _created, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name } as KubeObject['metadata'] };
}
