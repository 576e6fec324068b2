import { isAscii } from 'node:buffer';
import { cutManagedFields as cutDecodedFields } from '../../core/kube/managed-fields.ts';
import { maskObject } from '../../core/kube/masking.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import { ApiFailure, type ListItem } from './api-server.ts';
import { cutManagedFields, managedFieldsMarker } from './cut-managed-fields.ts';
import { type MaskPolicy, maskPolicy } from './mask-policy.ts';

/** A marker that far from the item's beginning probably belongs to another item. */
const longestLeapBytes = 64 * 1024;

/** Items that were read, and where the first unread one begins; `odd` when boundaries cannot be trusted in this list. */
export interface BoundedItems<T = ListItem> {
  readonly items: T[];
  readonly next: number;
  readonly odd?: boolean;
}

/** Turns the raw bytes of one list's items into what is handed out: by default trimmed, masked bytes and the decoded object. */
export interface ItemDecoder<T = ListItem> {
  /** True when what it refuses must not be decoded in another way either. */
  readonly isStrict: boolean;
  /** Everything before the items: kind and apiVersion may stand there. */
  setListHead(head: string): void;
  /** All items from `start` on that are followed by `boundary`. */
  readBounded(view: Buffer, start: number, boundary: Buffer): BoundedItems<T>;
  /** Exactly one item. Throws ApiFailure `garbage`. */
  readOne(bytes: Buffer): T;
}

/** Larger batches get a buffer of their own. */
const largestLentBytes = 1024 * 1024;

/** What is lent, one batch at a time in the whole process: a buffer for each would have V8 mark its whole heap for every 64 MB of them. */
let lentBuffer: Buffer = Buffer.alloc(0);

function lendBuffer(bytes: number): Buffer {
  if (bytes > largestLentBytes) return Buffer.allocUnsafeSlow(bytes);
  if (lentBuffer.length < bytes) lentBuffer = Buffer.allocUnsafeSlow(Math.min(largestLentBytes, 2 ** Math.ceil(Math.log2(bytes))));
  return lentBuffer.subarray(0, bytes);
}

/**
 * The decoder of ordinary lists. The bytes of a batch share one buffer, so a piece that is kept long keeps some 100 KB alive: copy it; with `lend` they are valid
 * only until the next batch of anybody is read. Decoded objects carry `kind` and `apiVersion`, taken from the list where the item has none; bytes have them only if
 * the item had.
 */
export class ItemReader implements ItemDecoder {
  readonly isStrict = false;
  readonly #allocate: (bytes: number) => Buffer;
  #kind: string | undefined;
  #apiVersion: string | undefined;
  #policy: MaskPolicy = maskPolicy('', '');
  /** Looking for an item's end only behind its managed fields spares a quarter of the search; goes off when an item without them led astray. */
  #leap = true;

  constructor(q: { readonly lend?: boolean } = {}) {
    this.#allocate = q.lend === true ? lendBuffer : Buffer.allocUnsafeSlow;
  }

  setListHead(head: string): void {
    this.#kind = /"kind":\s*"(\w+)List"/.exec(head)?.[1];
    this.#apiVersion = /"apiVersion":\s*"([\w./-]+)"/.exec(head)?.[1];
    this.#policy = maskPolicy(this.#apiVersion ?? '', this.#kind ?? '');
  }

  readBounded(view: Buffer, start: number, boundary: Buffer): BoundedItems {
    const plan = planItems(view, start, boundary, this.#leap);
    if (plan.ends.length === 0) return { items: [], next: start };
    const { bytes, sizes } = copyKept(view, start, plan, this.#allocate);
    const objects = parseItems(bytes, sizes);
    if (objects !== undefined) return { items: this.#pack(bytes, sizes, objects), next: plan.next };
    // Nothing of it was masked, and what is lent lives on.
    bytes.fill(0);
    if (!this.#leap) return { items: [], next: start, odd: true };
    this.#leap = false;
    return this.readBounded(view, start, boundary);
  }

  readOne(bytes: Buffer): ListItem {
    const cuts: number[] = [];
    const marker = bytes.indexOf(managedFieldsMarker);
    if (marker >= 0 && cutManagedFields(bytes, marker, cuts) < 0) cuts.length = 0;
    const plan = { ends: [bytes.length], cutsUpTo: [cuts.length], cuts, next: 0 };
    const trimmed = copyKept(bytes, 0, plan, Buffer.allocUnsafeSlow);
    const [object] = parseItems(trimmed.bytes, trimmed.sizes) ?? [];
    if (object !== undefined) return this.#clean({ bytes: trimmed.bytes, object }, true);
    return this.#clean({ bytes: Buffer.from(bytes), object: parseOne(bytes) }, true);
  }

  #pack(out: Buffer, sizes: readonly number[], objects: readonly KubeObject[]): ListItem[] {
    const suspicious = this.#policy.suspectsBytes(out);
    let at = 0;
    return objects.map((object, i) => {
      const bytes = out.subarray(at, at + (sizes[i] as number));
      at += bytes.length;
      return this.#clean({ bytes, object }, suspicious && this.#policy.suspectsBytes(bytes));
    });
  }

  /** Fills in kind and apiVersion, and masks where there may be something to mask. */
  #clean(item: { bytes: Buffer; object: KubeObject }, suspicious: boolean): ListItem {
    const object = item.object as { kind?: string; apiVersion?: string } & KubeObject;
    if (object.kind === undefined && this.#kind !== undefined) {
      object.kind = this.#kind;
      if (this.#apiVersion !== undefined) object.apiVersion = this.#apiVersion;
    }
    const uncut = hasFields(object);
    if (uncut) cutDecodedFields(object.metadata);
    const masked = (suspicious || this.#policy.suspectsObject(object)) && maskObject(object);
    if (!masked && !uncut) return item;
    // Its neighbours keep the shared buffer alive.
    item.bytes.fill(0x20);
    return { bytes: Buffer.from(JSON.stringify(object)), object };
  }
}

function hasFields(object: KubeObject): boolean {
  const entries = object.metadata.managedFields as readonly ({ fieldsV1?: unknown } | null)[] | undefined;
  return Array.isArray(entries) && entries.some((entry) => entry?.fieldsV1 !== undefined);
}

/** Which bytes of the input are kept. */
interface Plan {
  /** Positions behind each item. */
  readonly ends: number[];
  /** How many numbers in `cuts` belong to the items up to each one. */
  readonly cutsUpTo: number[];
  /** From, to; in order. */
  readonly cuts: number[];
  /** Where the first unread item begins. */
  next: number;
}

function planItems(view: Buffer, start: number, boundary: Buffer, leap: boolean): Plan {
  const plan: Plan = { ends: [], cutsUpTo: [], cuts: [], next: start };
  let marker = -1;
  for (let from = start; ; from = plan.next) {
    if (marker < from) marker = view.indexOf(managedFieldsMarker, from);
    if (marker < 0) marker = view.length;
    let behind = from;
    if (leap && marker - from < longestLeapBytes && marker < view.length) behind = cutManagedFields(view, marker, plan.cuts);
    const end = behind < 0 ? -1 : view.indexOf(boundary, behind);
    if (end >= 0 && !leap && marker < end) behind = cutManagedFields(view, marker, plan.cuts);
    if (end < 0 || behind < 0) {
      plan.cuts.length = plan.cutsUpTo.at(-1) ?? 0;
      return plan;
    }
    plan.ends.push(end + 1);
    plan.cutsUpTo.push(plan.cuts.length);
    plan.next = end + 2;
  }
}

/** What is kept of the items, one right behind the other. */
function copyKept(view: Buffer, start: number, plan: Plan, allocate: (bytes: number) => Buffer): { bytes: Buffer; sizes: number[] } {
  const { ends, cuts } = plan;
  let size = (ends.at(-1) as number) - start - (ends.length - 1);
  for (let c = 0; c < cuts.length; c += 2) size -= (cuts[c + 1] as number) - (cuts[c] as number);
  const bytes = allocate(size);
  const sizes: number[] = [];
  let at = 0;
  let from = start;
  let c = 0;
  for (let i = 0; i < ends.length; i++) {
    const before = at;
    for (const upTo = plan.cutsUpTo[i] as number; c < upTo; c += 2) {
      at += view.copy(bytes, at, from, cuts[c] as number);
      from = cuts[c + 1] as number;
    }
    const end = ends[i] as number;
    at += view.copy(bytes, at, from, end);
    sizes.push(at - before);
    from = end + 1;
  }
  return { bytes, sizes };
}

/**
 * Parses items one by one: a piece that begins where an item begins, and is one whole JSON value, is that item, so every boundary is proved. (An array of
 * them in one go would be 3 % faster and could not tell a boundary that was missed and one that was none.) Undefined when a piece is no object with metadata.
 */
function parseItems(bytes: Buffer, sizes: readonly number[]): KubeObject[] | undefined {
  const text = isAscii(bytes) ? bytes.toString('latin1') : undefined;
  const objects: KubeObject[] = [];
  let at = 0;
  try {
    for (const size of sizes) {
      const end = at + size;
      const object: KubeObject | null = JSON.parse(text === undefined ? bytes.toString('utf8', at, end) : text.substring(at, end));
      if (typeof object?.metadata !== 'object' || object.metadata === null) return undefined;
      objects.push(object);
      at = end;
    }
  } catch {
    return undefined;
  }
  return objects;
}

/** The slow way, for what could not be cut. */
function parseOne(bytes: Buffer): KubeObject {
  try {
    const object: KubeObject | null = JSON.parse(bytes.toString('utf8'));
    if (typeof object?.metadata === 'object' && object.metadata !== null) return object;
  } catch {
    // Said below.
  }
  throw new ApiFailure('garbage', 'an object is not valid JSON or has no metadata');
}
