import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Coding, compressed, compressing, readerCoding } from './compression.ts';

/** Texts up to this many bytes are sent whole, with their length; longer ones piece by piece. A fleet's nodes as a page take 0.7 MB. */
const wholeBytes = 1024 * 1024;

/** Answers smaller than this need no buffer of ours: the runtime's own way is as fast. */
const smallLength = 16 * 1024;

/** Longer texts are read ahead by so much. */
const aheadBytes = 256 * 1024;

/**
 * Buffers that answers are written into, used again as soon as the operating system has taken their bytes: an answer as one long
 * string would stand in the old generation of the heap until a major collection, and a new buffer of this size costs page faults.
 */
const idleBuffers: Buffer[] = [];
const mostIdleBuffers = 4;

/**
 * Sends a text that is made piece by piece: whole when it fits into a buffer, streamed with the reader's speed when it does not; compressed where the reader
 * takes it.
 */
export function sendPieces(reply: FastifyReply, pieces: Iterable<string>): FastifyReply | Promise<FastifyReply> {
  const iterator = pieces[Symbol.iterator]();
  const small = smallText(iterator);
  if (small.done) return reply.send(small.text);
  const coding = readerCoding(reply.request.headers['accept-encoding']);
  if (coding !== undefined) reply.header('content-encoding', coding);
  const buffer = idleBuffers.pop() ?? Buffer.allocUnsafeSlow(wholeBytes);
  let used = buffer.write(small.text, 0, 'utf8');
  for (let step = iterator.next(); step.done !== true; step = iterator.next()) {
    if (wholeBytes - used < Buffer.byteLength(step.value)) {
      const start = Buffer.from(buffer.subarray(0, used));
      keep(buffer);
      const text = Readable.from(restOf([start, step.value], iterator), { objectMode: false, highWaterMark: aheadBytes });
      return reply.send(coding === undefined ? text : compressing(text, coding));
    }
    used += buffer.write(step.value, used, 'utf8');
  }
  if (coding !== undefined) return sendCompressed(reply, { buffer, used, coding });
  // A connection that breaks may still read from its buffer: that one is forgotten.
  reply.raw.once('finish', () => keep(buffer));
  return reply.send(buffer.subarray(0, used));
}

async function sendCompressed(
  reply: FastifyReply,
  { buffer, used, coding }: { readonly buffer: Buffer; readonly used: number; readonly coding: Coding },
): Promise<FastifyReply> {
  const packed = await compressed(buffer.subarray(0, used), coding);
  keep(buffer);
  return reply.send(packed);
}

/** The first pieces as one text. */
function smallText(iterator: Iterator<string>): { readonly text: string; readonly done: boolean } {
  let text = '';
  while (text.length < smallLength) {
    const step = iterator.next();
    if (step.done === true) return { text, done: true };
    text += step.value;
  }
  return { text, done: false };
}

function keep(buffer: Buffer): void {
  if (idleBuffers.length < mostIdleBuffers) idleBuffers.push(buffer);
}

async function* restOf(start: readonly (Buffer | string)[], rest: Iterator<string>): AsyncGenerator<Buffer | string> {
  yield* start;
  for (let step = rest.next(); step.done !== true; step = rest.next()) {
    yield step.value;
    // Other requests get their turn between two pieces.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
