import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ApiFailure } from './api-server.ts';
import type { HttpAnswer } from './http-transport.ts';

/** The body as it was before compression, to be read at once; errors of the connection end the decompressed stream too. `onWire` counts what arrives. */
export function plainBody(answer: HttpAnswer, onWire: (bytes: number) => void): Readable {
  answer.body.on('data', (chunk: Buffer) => onWire(chunk.length));
  if (answer.headers['content-encoding'] !== 'gzip') return answer.body;
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  answer.body.once('error', (error) => gunzip.destroy(error));
  gunzip.once('close', () => answer.body.destroy());
  answer.body.pipe(gunzip);
  return gunzip;
}

/** Reads a whole small body; refuses more than `maxBytes` after decompression as garbage. Throws what the stream throws, or ApiFailure. */
export async function readBytes(answer: HttpAnswer, maxBytes: number, onWire: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of plainBody(answer, onWire)) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) throw new ApiFailure('garbage', `answer is larger than ${Math.round(maxBytes / 1_048_576)} MiB`);
    chunks.push(bytes);
  }
  if (!answer.complete()) throw new ApiFailure('reset', 'the answer ends early');
  return Buffer.concat(chunks);
}
