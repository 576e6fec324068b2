/** Size of the chunks that long answers are written in. */
export const chunkBytes = 64 * 1024;

const keptChunks = 128;
const free: Buffer[] = [];
const owned = new WeakSet<ArrayBufferLike>();

/** An empty chunk to fill; give it back with `releaseChunk` once its bytes are on the wire. A chunk that is never given back is merely garbage. */
export function takeChunk(): Buffer {
  const kept = free.pop();
  if (kept !== undefined) return kept;
  // Not from Buffer's own pool: the whole memory must be ours.
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  owned.add(chunk.buffer);
  return chunk;
}

/** Gives back a chunk, or a part from its start; anything else is ignored. */
export function releaseChunk(chunk: Uint8Array): void {
  if (free.length < keptChunks && owned.has(chunk.buffer)) free.push(Buffer.from(chunk.buffer as ArrayBuffer));
}
