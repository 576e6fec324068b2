import type { KubeObject } from '../../core/kube/object.ts';
import type { SimEntry } from '../../core/sim/sim-cluster.ts';
import { type ObjectBytes, type ObjectBytesCache, objectBytes, typePrefix } from './object-bytes.ts';

/** Writes the objects of one resource in one shape, as list items, single objects and watch events. */
export interface ObjectWriter {
  /** `PodList`, `Table`, `PartialObjectMetadataList`. */
  readonly listKind: string;
  readonly listApiVersion: string;
  /** Key of the list's array: `items`, or `rows` of a Table. */
  readonly listField: 'items' | 'rows';
  /** What stands between a list's metadata and its array, e.g. `"columnDefinitions":[…],`. */
  readonly listPreamble: string;
  /** Pieces that together are one list item. */
  item(entry: SimEntry): readonly Uint8Array[];
  /** Pieces that together are one object of its own, as in a get. */
  whole(entry: SimEntry): readonly Uint8Array[];
  /** One event's object; a Table says its columns in the first only. */
  event(entry: SimEntry): readonly Uint8Array[];
  /** A bookmark's object. */
  bookmark(resourceVersion: number, initialEventsEnd: boolean): Uint8Array;
}

/** How the objects of a resource are named on the wire. */
export interface WireType {
  readonly kind: string;
  readonly apiVersion: string;
  /** Custom resources carry kind and apiVersion in lists too, and sorted keys. */
  readonly custom: boolean;
  /** From the form in which an object is stored to the one in which it is served. */
  readonly convert?: ((object: KubeObject) => KubeObject) | undefined;
}

/** Looks up the bytes of entries in their served form; a converted entry is remembered with the one it came from. */
function bytesOf(type: WireType, cache: ObjectBytesCache): (entry: SimEntry, single?: boolean) => ObjectBytes {
  const { custom, convert } = type;
  if (convert === undefined) return (entry, single) => cache.bytes(entry, custom, single);
  return (entry, single) => {
    let converted = convertedEntries.get(entry);
    if (converted === undefined) {
      converted = { object: convert(entry.object), resourceVersion: entry.resourceVersion };
      convertedEntries.set(entry, converted);
    }
    return cache.bytes(converted, custom, single);
  };
}

/** No resource is served in more than one form beside its own. */
const convertedEntries = new WeakMap<SimEntry, SimEntry>();

const brace = Buffer.from('}');

/** Whole objects. */
export function objectWriter(type: WireType, cache: ObjectBytesCache): ObjectWriter {
  const prefix = typePrefix(type);
  const bytes = bytesOf(type, cache);
  const whole = (entry: SimEntry): readonly Uint8Array[] => [prefix, bytes(entry).body.subarray(1)];
  return {
    listKind: `${type.kind}List`,
    listApiVersion: type.apiVersion,
    listField: 'items',
    listPreamble: '',
    item: (entry) => (type.custom ? whole(entry) : [bytes(entry).body]),
    whole,
    event: (entry) => [prefix, bytes(entry, true).body.subarray(1)],
    bookmark: (resourceVersion, end) => Buffer.concat([prefix, objectBytes(bookmarkObject(resourceVersion, end), false).body.subarray(1)]),
  };
}

/** Metadata only. */
export function metadataWriter(version: 'v1' | 'v1beta1', type: WireType, cache: ObjectBytesCache): ObjectWriter {
  const apiVersion = `meta.k8s.io/${version}`;
  const prefix = typePrefix({ kind: 'PartialObjectMetadata', apiVersion, custom: false });
  const bytes = bytesOf(type, cache);
  const item = (entry: SimEntry): readonly Uint8Array[] => {
    const { body, metadataEnd } = bytes(entry);
    return [prefix, body.subarray(1, metadataEnd), brace];
  };
  return {
    listKind: 'PartialObjectMetadataList',
    listApiVersion: apiVersion,
    listField: 'items',
    listPreamble: '',
    item,
    whole: item,
    event: item,
    bookmark: (resourceVersion, end) => Buffer.concat([prefix, objectBytes(bookmarkObject(resourceVersion, end), false).body.subarray(1)]),
  };
}

/** Source: k8s.io/apiserver pkg/storage/util.go AnnotateInitialEventsEndBookmark */
export function bookmarkObject(resourceVersion: number, initialEventsEnd: boolean): KubeObject {
  const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return { metadata: { resourceVersion: String(resourceVersion), ...annotations } } as unknown as KubeObject;
}
