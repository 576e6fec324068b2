import { WebSocket } from 'ws';
import type { HindsightProcess } from './spawn-hindsight.ts';

/** A value that was looked for, and where it was found. */
export interface MemoryFind {
  readonly text: string;
  readonly count: number;
  /** The bytes around the first hit. */
  readonly around: string;
}

/** The debugger of another Node process. */
export interface ProcessInspector {
  /** The heap as V8 writes it, whole strings included, after a garbage collection. */
  heapSnapshot(): Promise<string>;
  /** How many live ArrayBuffers there are, how many bytes they hold, and which of the texts stand in them, as UTF-8 or UTF-16. */
  searchBuffers(
    texts: readonly string[],
  ): Promise<{ readonly buffers: number; readonly bytes: number; readonly finds: readonly MemoryFind[] }>;
  close(): void;
}

/** Flags with which a process can be inspected; V8 cuts strings off at 1,024 characters in snapshots unless told otherwise. */
export const inspectableFlags: readonly string[] = ['--inspect=127.0.0.1:0', '--heap-snapshot-string-limit=100000000'];

type Answer = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { chunk?: string };
  readonly result?: unknown;
  readonly error?: unknown;
};

/** Attaches to a process that was started with `inspectableFlags`. */
export async function inspectProcess(process: HindsightProcess): Promise<ProcessInspector> {
  const url = (await process.says(/Debugger listening on (ws:\S+)/))[1] as string;
  const socket = new WebSocket(url, { maxPayload: 1024 ** 3 });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const chunks: string[] = [];
  socket.on('message', (bytes) => {
    const { id, method, params, result, error } = JSON.parse(String(bytes)) as Answer;
    if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(params?.chunk ?? '');
    if (id === undefined) return;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(JSON.stringify(error)));
    waiting.delete(id);
  });
  let lastId = 0;
  const call = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });

  return {
    async heapSnapshot() {
      chunks.length = 0;
      await call('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      return chunks.splice(0).join('');
    },
    async searchBuffers(texts) {
      await call('HeapProfiler.collectGarbage');
      const prototype = await call<{ result: { objectId: string } }>('Runtime.evaluate', { expression: 'ArrayBuffer.prototype' });
      const { objects } = await call<{ objects: { objectId: string } }>('Runtime.queryObjects', {
        prototypeObjectId: prototype.result.objectId,
      });
      const answer = await call<{ result: { value: string }; exceptionDetails?: unknown }>('Runtime.callFunctionOn', {
        objectId: objects.objectId,
        functionDeclaration: searchInside,
        // The texts travel written backwards, so that the search itself puts none of them into the process.
        arguments: [{ value: texts.map((text) => [...text].reverse().join('')).join('\n') }],
        returnByValue: true,
      });
      await call('Runtime.releaseObject', { objectId: objects.objectId });
      if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
      return JSON.parse(answer.result.value);
    },
    close: () => socket.close(),
  };
}

/** Runs inside the other process, where `this` is the array of all its live ArrayBuffers. */
const searchInside = `function (backwards) {
  const encodings = ['latin1', 'utf16le'];
  const needles = backwards.split('\\n').flatMap((text) => encodings.map((encoding) => {
    const needle = Buffer.from(text, encoding);
    const flipped = encoding === 'latin1' ? Buffer.from(needle).reverse() : Buffer.from(needle.swap16()).reverse();
    return { text, needle: flipped, count: 0, around: '' };
  }));
  let bytes = 0;
  const own = new Set(needles.map(({ needle }) => needle.buffer));
  for (const buffer of this) {
    if (own.has(buffer) || buffer.detached) continue;
    const view = Buffer.from(buffer);
    bytes += view.length;
    for (const needle of needles) {
      for (let at = view.indexOf(needle.needle); at >= 0; at = view.indexOf(needle.needle, at + 1)) {
        if (needle.count++ === 0) needle.around = view.toString('latin1', Math.max(0, at - 300), at + 100);
      }
    }
  }
  const flip = (text) => text.split('').reverse().join('');
  const finds = needles.filter(({ count }) => count > 0).map(({ text, count, around }) => ({ text: flip(text), count, around }));
  for (const { needle } of needles) needle.fill(0);
  return JSON.stringify({ buffers: this.length, bytes, finds });
}`;
