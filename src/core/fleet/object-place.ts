import type { BlockCodec } from './fleet-view.ts';
import { PackedBlock } from './packed-block.ts';
import type { Slab } from './slab.ts';

/** What holds an object's bytes. Both kinds never change an object once it is in, so a reference stays true. */
export type ObjectHolder = Slab | PackedBlock;

/** Where an object's bytes are. */
export interface ObjectPlace {
  readonly holder: ObjectHolder;
  readonly index: number;
}

const keptBlocks = 8;

/** Reads objects from where they are; keeps the few blocks unpacked that were read last, since readers walk neighbouring rows. */
export class ObjectReader {
  readonly #codec: BlockCodec;
  readonly #unpacked = new Map<PackedBlock, readonly Uint8Array[]>();

  constructor(codec: BlockCodec) {
    this.#codec = codec;
  }

  /** The bytes of an object; not to be changed, valid until the store packs again: to be copied when kept. */
  bytes(holder: ObjectHolder, index: number): Uint8Array {
    if (holder instanceof PackedBlock) return this.#unpack(holder)[index] as Uint8Array;
    const bytes = holder.object(index);
    if (bytes !== undefined) return bytes;
    const moved = holder.movedTo(index);
    return this.bytes(moved.holder, moved.index);
  }

  #unpack(block: PackedBlock): readonly Uint8Array[] {
    const kept = this.#unpacked.get(block);
    if (kept !== undefined) {
      this.#unpacked.delete(block);
      this.#unpacked.set(block, kept);
      return kept;
    }
    const objects = this.#codec.unpack(block.packed);
    this.#unpacked.set(block, objects);
    if (this.#unpacked.size > keptBlocks) this.#unpacked.delete(this.#unpacked.keys().next().value as PackedBlock);
    return objects;
  }
}
