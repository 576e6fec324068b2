import type { KubeObject, NamespacedName } from '../kube/object.ts';

/**
 * Namespace and name of a key; the namespace is empty for cluster-scoped objects.
 *
 * Where the object's own metadata has the same texts, those are answered: a part cut out of the key would keep the whole key in memory.
 */
export function splitKey(key: NamespacedName, object?: KubeObject): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  const meta = object?.metadata;
  const namespace = key.slice(0, slash);
  const name = key.slice(slash + 1);
  return {
    namespace: meta?.namespace === namespace ? meta.namespace : namespace,
    name: meta?.name === name ? meta.name : name,
  };
}
