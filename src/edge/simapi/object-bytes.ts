import type { KubeObject, ObjectMeta } from '../../core/kube/object.ts';
import type { SimEntry } from '../../core/sim/sim-cluster.ts';

/** The JSON of an object without `kind` and `apiVersion`: `{"metadata":{…},…}`. */
export interface ObjectBytes {
  readonly body: Buffer;
  /** Offset just after the metadata object. */
  readonly metadataEnd: number;
}

/** Source: k8s.io/apimachinery pkg/apis/meta/v1/types.go ObjectMeta */
const typedOrder = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

const metadataOpen = '{"metadata":';

/**
 * Turns entries into bytes once and remembers them: two generations of weak maps, so that at most about `budgetBytes` are kept.
 * Key order is that of the real server: Go's field order for built-in types (`managedFields` last), sorted for custom resources.
 */
export class ObjectBytesCache {
  readonly #budgetBytes: number;
  #young = new WeakMap<SimEntry, ObjectBytes>();
  #old = new WeakMap<SimEntry, ObjectBytes>();
  #youngBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** `single`: not one of many that are written together, so its memory is its own and goes when it goes. */
  bytes(entry: SimEntry, custom: boolean, single = false): ObjectBytes {
    const kept = this.#young.get(entry);
    if (kept !== undefined) return kept;
    const bytes = this.#old.get(entry) ?? objectBytes(entry.object, custom, single);
    this.#keep(entry, bytes);
    return bytes;
  }

  #keep(entry: SimEntry, bytes: ObjectBytes): void {
    if (this.#youngBytes > this.#budgetBytes / 2) {
      this.#old = this.#young;
      this.#young = new WeakMap();
      this.#youngBytes = 0;
    }
    this.#young.set(entry, bytes);
    this.#youngBytes += bytes.body.length;
  }
}

const slabSize = 1024 * 1024;
let slab = Buffer.alloc(0);
let slabUsed = 0;

/** UTF-8 within a shared slab: hundreds of thousands of buffers of their own would keep the garbage collector busy. */
function slabBytes(text: string): Buffer {
  const length = Buffer.byteLength(text);
  if (length > slabSize / 4) return Buffer.from(text);
  if (slabUsed + length > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabSize);
    slabUsed = 0;
  }
  slab.write(text, slabUsed);
  slabUsed += length;
  return slab.subarray(slabUsed - length, slabUsed);
}

/** Serialises one object. */
export function objectBytes(object: KubeObject, custom: boolean, single = false): ObjectBytes {
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = object;
  const metadataText = goJson(custom ? sorted(metadata) : inTypedOrder(metadata));
  const restText = goJson(custom ? sorted(rest) : rest);
  const text = `${metadataOpen}${metadataText}${restText === '{}' ? '}' : `,${restText.slice(1)}`}`;
  const body = single ? Buffer.from(text) : slabBytes(text);
  const metadataBytes = body.length === text.length ? metadataText.length : Buffer.byteLength(metadataText);
  return { body, metadataEnd: metadataOpen.length + metadataBytes };
}

/** `{"kind":"Pod","apiVersion":"v1",` (or the other way round for custom resources), to be followed by a body without its brace. */
export function typePrefix(q: { kind: string; apiVersion: string; custom: boolean }): Buffer {
  const kind = `"kind":${JSON.stringify(q.kind)}`;
  const apiVersion = `"apiVersion":${JSON.stringify(q.apiVersion)}`;
  return Buffer.from(q.custom ? `{${apiVersion},${kind},` : `{${kind},${apiVersion},`);
}

const special = ['<', '>', '&', '\u2028', '\u2029'];

/** JSON as Go writes it: `<`, `>` and `&` escaped. Source: encoding/json Encoder.SetEscapeHTML */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Five searches for one character are many times faster than one for a class.
  return special.some((ch) => text.includes(ch)) ? text.replace(/[<>&\u2028\u2029]/g, escaped) : text;
}

function escaped(ch: string): string {
  return `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function inTypedOrder(metadata: ObjectMeta): object {
  const source = metadata as unknown as Readonly<Record<string, unknown>>;
  const out: Record<string, unknown> = {};
  for (const key of typedOrder) if (source[key] !== undefined) out[key] = source[key];
  // Go writes maps sorted.
  if (metadata.labels !== undefined) out.labels = sorted(metadata.labels);
  if (metadata.annotations !== undefined) out.annotations = sorted(metadata.annotations);
  return out;
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
