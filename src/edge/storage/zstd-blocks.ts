import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { BlockCodec } from '../../core/fleet/fleet-view.ts';

/**
 * Blocks as zstd frames, with the unpacked size before each so that it unpacks in one go.
 *
 * A block: size of the rest when unpacked; then, compressed, a count, the lengths of the objects, the objects one after the other.
 * Numbers are 32-bit little-endian. Level 1 without a dictionary: on blocks of 32 pods higher levels and dictionaries cost more and save nothing.
 */
export function zstdBlocks(q: { readonly level?: number } = {}): BlockCodec {
  const level = q.level ?? 1;
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  return {
    id: `zstd-${level}`,
    pack: (objects) => {
      const joined = join(objects);
      const frame = zstdCompressSync(joined, { params });
      const block = new Uint8Array(4 + frame.byteLength);
      new DataView(block.buffer).setUint32(0, joined.byteLength, true);
      block.set(frame, 4);
      return block;
    },
    unpack: (block) => {
      const size = new DataView(block.buffer, block.byteOffset).getUint32(0, true);
      // A chunk of the whole size spares joining pieces of 16 KB; zlib wants a byte more than it fills, and at least 64.
      return split(zstdDecompressSync(block.subarray(4), { chunkSize: size + 64 }));
    },
  };
}

/** Larger ones are not kept. */
const largestScratchBytes = 1024 * 1024;

let scratch: Buffer = Buffer.alloc(0);

/** Valid until the next call: garbage of that size would have V8 collect its whole heap every few hundred milliseconds while a fleet is packed. */
function join(objects: readonly Uint8Array[]): Uint8Array {
  const head = 4 + objects.length * 4;
  const joined = takeScratch(objects.reduce((sum, object) => sum + object.byteLength, head));
  joined.writeUInt32LE(objects.length, 0);
  let at = head;
  objects.forEach((object, i) => {
    joined.writeUInt32LE(object.byteLength, 4 + i * 4);
    joined.set(object, at);
    at += object.byteLength;
  });
  return joined;
}

function takeScratch(bytes: number): Buffer {
  if (bytes > largestScratchBytes) return Buffer.allocUnsafeSlow(bytes);
  if (scratch.byteLength < bytes) scratch = Buffer.allocUnsafeSlow(Math.min(largestScratchBytes, 2 ** Math.ceil(Math.log2(bytes))));
  return scratch.subarray(0, bytes);
}

function split(joined: Buffer): Uint8Array[] {
  const count = joined.readUInt32LE(0);
  let at = 4 + count * 4;
  return Array.from({ length: count }, (_, i) => {
    const length = joined.readUInt32LE(4 + i * 4);
    at += length;
    return joined.subarray(at - length, at);
  });
}
