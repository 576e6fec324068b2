import { maskText } from '../../kube/masking.ts';
import type { KubeObject } from '../../kube/object.ts';

/** What stands where a value of a Secret was. Source: kube-web-view; scripts look for it. COMPAT. */
export const hiddenSecret = '**SECRET-CONTENT-HIDDEN-BY-KUBE-WEB-VIEW**';

/** What an API server sets by itself: none of it can be applied again. */
const serverSet: readonly string[] = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];
const repeating: readonly string[] = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

/** An object as somebody would have written it: without managed fields, status and what the server set. The owner stays away too: it would be made again. */
export function cleanObject(object: KubeObject): unknown {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key]) => !serverSet.includes(key) && key !== 'ownerReferences');
  const mended = kept.flatMap(([key, value]): [string, unknown][] => {
    if (key !== 'annotations') return [[key, value]];
    const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !repeating.includes(name));
    return annotations.length === 0 ? [] : [[key, Object.fromEntries(annotations)]];
  });
  return { ...rest, metadata: Object.fromEntries(mended) };
}

/** An object without the account of who wrote what, as kubectl prints it. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** A Secret with the sign that scripts know in place of its values; everything else as it is. Values never were here in the first place. */
export function withHiddenSecrets(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const hidden = (map: unknown): unknown =>
    typeof map === 'object' && map !== null ? Object.fromEntries(Object.keys(map).map((key) => [key, hiddenSecret])) : map;
  const annotations = Object.fromEntries(Object.entries(object.metadata.annotations ?? {}).map(([key]) => [key, maskText]));
  const masked = {
    ...object,
    ...(object.data === undefined ? {} : { data: hidden(object.data) }),
    ...(object.stringData === undefined ? {} : { stringData: hidden(object.stringData) }),
  };
  return object.metadata.annotations === undefined ? masked : { ...masked, metadata: { ...object.metadata, annotations } };
}
