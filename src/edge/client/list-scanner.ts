import { forgetLastMatch } from '../../core/kube/masking.ts';
import { ApiFailure, type ListItem } from './api-server.ts';
import type { ItemDecoder } from './item-reader.ts';
import { endOfString, endOfValue, skipSpace } from './walk-json.ts';

/** Head and tail around the items hold some hundred bytes; more is no list. */
const longestFrameBytes = 1024 * 1024;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
/** Of `null`. */
const letterN = 0x6e;

/** What stands around the items of a list. */
export interface ListFrame {
  readonly kind: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly continue: string;
  readonly remainingItemCount: number | undefined;
}

/** Buffers of lists that were read, blank again: a fleet reads thousands of small lists, and each new buffer costs page faults and garbage collection. */
const spare: Buffer[] = [];
const mostSpare = 16;
const longestSpareBytes = 256 * 1024;
const nothing = Buffer.alloc(0);

function takeInput(bytes: number): Buffer {
  const at = spare.findIndex((buffer) => buffer.length >= bytes);
  return at < 0 ? Buffer.allocUnsafeSlow(bytes) : (spare.splice(at, 1)[0] as Buffer);
}

/**
 * Takes the bytes of one JSON list as they arrive and hands out its items, trimmed and masked. Keeps at most one unfinished item beside what was
 * just added. Throws ApiFailure of kind `garbage` when it is no list, `reset` when it ends early.
 */
export class ListScanner<T = ListItem> {
  readonly #reader: ItemDecoder<T>;
  readonly #maxObjectBytes: number;
  #input: Buffer;
  /** Unread bytes are input[start, end). */
  #start = 0;
  #end = 0;
  #phase: 'head' | 'items' | 'tail' = 'head';
  #head = '';
  /** `},` and the beginning that all items share; found at the first item. */
  #boundary: Buffer | 'none' | undefined;
  /** An item known to be unfinished is walked again only when so many bytes are there. */
  #walkAgainAt = 0;

  constructor(reader: ItemDecoder<T>, q: { maxObjectBytes: number; inputBytes: number }) {
    this.#reader = reader;
    this.#maxObjectBytes = q.maxObjectBytes;
    this.#input = takeInput(q.inputBytes);
  }

  /** Bytes that wait for the rest of their item. */
  get unread(): number {
    return this.#end - this.#start;
  }

  /** Adds bytes; they are copied. */
  add(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length);
    this.#input.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The items that are complete by now. */
  take(): T[] {
    if (this.#phase === 'head') this.#readHead();
    if (this.#phase === 'tail' && this.unread > longestFrameBytes) throw new ApiFailure('garbage', 'the answer is no list');
    if (this.#phase !== 'items') return [];
    this.#boundary ??= this.#learnBoundary();
    const items = this.#takeByBoundary();
    return items.length > 0 ? items : this.#takeByWalking();
  }

  /** The last items; after it, `frame()` is complete. */
  finish(): T[] {
    const items = this.take();
    this.#walkAgainAt = 0;
    for (;;) {
      const more = this.#takeByWalking();
      if (more.length === 0) break;
      items.push(...more);
    }
    if (this.#phase !== 'tail') throw new ApiFailure(this.#phase === 'head' && this.unread > 0 ? 'garbage' : 'reset', this.#endText());
    return items;
  }

  /** What stood around the items; call after `finish`. */
  frame(): ListFrame {
    const tail = this.#input.toString('utf8', this.#start, this.#end);
    let list: {
      kind?: string;
      apiVersion?: string;
      metadata?: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
    };
    try {
      list = JSON.parse(`${this.#head}null${tail}`);
    } catch {
      throw new ApiFailure('reset', 'the list ends early');
    }
    return {
      kind: list.kind ?? '',
      apiVersion: list.apiVersion ?? '',
      resourceVersion: list.metadata?.resourceVersion ?? '',
      continue: list.metadata?.continue ?? '',
      remainingItemCount: list.metadata?.remainingItemCount,
    };
  }

  /** The whole answer with null in place of its items; call after `finish`. */
  document(): unknown {
    try {
      return JSON.parse(`${this.#head}null${this.#input.toString('utf8', this.#start, this.#end)}`);
    } catch {
      throw new ApiFailure('reset', 'the list ends early');
    }
  }

  /** Overwrites what was read: it was not masked. */
  close(): void {
    this.#input.fill(0);
    if (this.#input !== nothing && spare.length < mostSpare && this.#input.length <= longestSpareBytes) spare.push(this.#input);
    this.#input = nothing;
    this.#start = 0;
    this.#end = 0;
  }

  /** Kind and remaining count may stand before the items (Go order) or behind (sorted order): what the head says so far. */
  headText(): string {
    return this.#head;
  }

  #endText(): string {
    if (this.#phase === 'items') return 'the list ends early';
    const text = this.#input.toString('latin1', this.#start, Math.min(this.#end, this.#start + 40)).trim();
    return text === '' ? 'the answer is empty' : 'the answer is no list';
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#input.length) return;
    const unread = this.#end - this.#start;
    if (unread + bytes <= this.#input.length) {
      this.#input.copyWithin(0, this.#start, this.#end);
    } else {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#input.length * 2, unread + bytes));
      this.#input.copy(larger, 0, this.#start, this.#end);
      this.#input.fill(0);
      this.#input = larger;
    }
    this.#walkAgainAt = Math.max(0, this.#walkAgainAt - this.#start);
    this.#start = 0;
    this.#end = unread;
  }

  #readHead(): void {
    const at = findItems(this.#input, this.#start, this.#end);
    if (at === 'no list') throw new ApiFailure('garbage', 'the answer is no list');
    if (at === undefined) {
      if (this.unread > longestFrameBytes) throw new ApiFailure('garbage', 'the answer is no list');
      return;
    }
    this.#head = this.#input.toString('utf8', this.#start, at);
    this.#reader.setListHead(this.#head);
    const open = this.#input[at] === openBracket;
    // An empty list is `[]` or `null`; anything else must not pass for one.
    if (!open && this.#input[at] !== letterN) throw new ApiFailure('garbage', 'the answer is no list');
    this.#start = open ? at + 1 : endOfValue(this.#input, at, this.#end);
    this.#phase = open ? 'items' : 'tail';
  }

  /** `},` + the item's beginning up to its second quote of certain structure, e.g. `},{"metadata":{"` or `},{"apiVersion":"v1","`. */
  #learnBoundary(): Buffer | 'none' | undefined {
    if (this.unread < 64) return undefined;
    const from = skipSpace(this.#input, this.#start, this.#end);
    const text = this.#input.toString('latin1', from, Math.min(this.#end, from + 512));
    const beginning = /^\{"\w+":(?:\{"(?:name":")?|"[\w./-]+","(?:kind":"[\w.-]+","metadata":\{")?)/.exec(text)?.[0];
    forgetLastMatch();
    if (beginning === undefined || beginning.length < 8) return 'none';
    return Buffer.from(`},${beginning}`);
  }

  #takeByBoundary(): T[] {
    const boundary = this.#boundary;
    if (boundary === undefined || boundary === 'none') return [];
    const { items, next, odd } = this.#reader.readBounded(this.#input.subarray(0, this.#end), this.#start, boundary);
    if (odd === true) this.#boundary = 'none';
    if (items.length > 0) {
      this.#start = next;
      this.#walkAgainAt = 0;
    }
    return items;
  }

  #takeByWalking(): T[] {
    if (this.#phase !== 'items' || this.unread === 0 || this.unread < this.#walkAgainAt) return [];
    const items: T[] = [];
    let at = skipSpace(this.#input, this.#start, this.#end);
    while (at < this.#end) {
      if (this.#input[at] === closeBracket) {
        this.#start = at + 1;
        this.#phase = 'tail';
        return items;
      }
      const stop = endOfValue(this.#input, at, this.#end);
      // What follows the item must be there too, so that the next call begins at an item or at the bracket.
      const after = stop < 0 ? this.#end : skipSpace(this.#input, stop, this.#end);
      if (after >= this.#end) break;
      items.push(this.#reader.readOne(this.#input.subarray(at, stop)));
      this.#start = this.#input[after] === comma ? after + 1 : after;
      at = skipSpace(this.#input, this.#start, this.#end);
    }
    this.#checkSize();
    this.#walkAgainAt = this.unread * 2;
    return items;
  }

  #checkSize(): void {
    if (this.unread > this.#maxObjectBytes) {
      throw new ApiFailure('garbage', `an object is larger than ${Math.round(this.#maxObjectBytes / 1_048_576)} MiB`);
    }
  }
}

/** Position of the value of `items` at the top of the object; undefined when more bytes are needed. */
function findItems(bytes: Buffer, from: number, to: number): number | 'no list' | undefined {
  let at = skipSpace(bytes, from, to);
  if (at >= to) return undefined;
  if (bytes[at] !== 0x7b) return 'no list';
  at = skipSpace(bytes, at + 1, to);
  while (at < to) {
    if (bytes[at] !== quote) return 'no list';
    const keyEnd = endOfString(bytes, at, to);
    if (keyEnd < 0) return undefined;
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd, to) + 1, to);
    if (value >= to) return undefined;
    const key = bytes.toString('latin1', at + 1, keyEnd - 1);
    if (key === 'items' || key === 'rows') return bytes[value] === 0x6e && value + 5 > to ? undefined : value;
    const stop = endOfValue(bytes, value, to);
    if (stop < 0) return undefined;
    at = skipSpace(bytes, stop, to);
    if (at >= to) return undefined;
    if (bytes[at] !== comma) return 'no list';
    at = skipSpace(bytes, at + 1, to);
  }
  return undefined;
}
