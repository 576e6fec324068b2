import type { KubeObject } from '../kube/object.ts';
import type { ObjectCodec } from './fleet-view.ts';

/** `HSP1`, little-endian. */
const magic = 0x31505348;

/** Collects parts of a piece into one buffer, each at a multiple of eight bytes. Numbers are little-endian. */
export class SectionWriter {
  readonly #codec: ObjectCodec;
  readonly #sections: Uint8Array[] = [];

  constructor(codec: ObjectCodec) {
    this.#codec = codec;
  }

  numbers(numbers: Uint16Array | Uint32Array | Float64Array): void {
    this.#sections.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }

  json(value: unknown): void {
    this.#sections.push(this.#codec.encode(value as KubeObject));
  }

  /** A buffer of exactly its size, which can be handed to another thread. */
  finish(): Uint8Array<ArrayBuffer> {
    const head = padded(8 + 4 * this.#sections.length);
    const bytes = new Uint8Array(this.#sections.reduce((sum, section) => sum + padded(section.byteLength), head));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, magic, true);
    view.setUint32(4, this.#sections.length, true);
    let at = head;
    this.#sections.forEach((section, i) => {
      view.setUint32(8 + 4 * i, section.byteLength, true);
      bytes.set(section, at);
      at += padded(section.byteLength);
    });
    return bytes;
  }
}

/** Reads the parts in the order in which they were written; throws where the bytes are no piece. The buffer must begin at a multiple of eight. */
export class SectionReader {
  readonly #bytes: Uint8Array;
  readonly #codec: ObjectCodec;
  readonly #count: number;
  #next = 0;
  #at: number;

  constructor(bytes: Uint8Array, codec: ObjectCodec) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint32(0, true) !== magic) throw new Error('not a piece of a kept fleet');
    this.#bytes = bytes;
    this.#codec = codec;
    this.#count = view.getUint32(4, true);
    this.#at = padded(8 + 4 * this.#count);
  }

  shorts(): Uint16Array {
    const bytes = this.#section();
    return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  }

  words(): Uint32Array {
    const bytes = this.#section();
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }

  floats(): Float64Array {
    const bytes = this.#section();
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  }

  json<T>(): T {
    return this.#codec.decode(this.#section()) as unknown as T;
  }

  #section(): Uint8Array {
    if (this.#next >= this.#count) throw new Error('a piece of a kept fleet ends too early');
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    const length = view.getUint32(8 + 4 * this.#next++, true);
    const section = this.#bytes.subarray(this.#at, this.#at + length);
    if (section.byteLength !== length) throw new Error('a piece of a kept fleet is cut off');
    this.#at += padded(length);
    return section;
  }
}

function padded(length: number): number {
  return (length + 7) & ~7;
}
