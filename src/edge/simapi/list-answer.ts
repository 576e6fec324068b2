import type { SimEntry } from '../../core/sim/sim-cluster.ts';
import { ApiRefusal } from './api-status.ts';
import { chunkBytes, takeChunk } from './chunk-pool.ts';
import { type ListOptions, listOptions } from './list-options.ts';
import { type ListPage, type ListSource, listPage } from './list-page.ts';
import type { ObjectWriter } from './object-writer.ts';
import { type RequestContext, sendChunks, sendJson, wantsPretty } from './request-context.ts';
import type { ResourceRoute } from './route.ts';

const versionPollMs = 20;

/** Answers a list. */
export async function answerList(context: RequestContext, route: ResourceRoute, writer: ObjectWriter): Promise<void> {
  const options = listOptions(context.query, route);
  const source: ListSource = { store: context.endpoint.cluster.objects, resource: route.form.stored, namespace: route.namespace };
  const page = await patientPage(context, source, options);
  if (!wantsPretty(context)) return sendChunks(context, 200, listChunks(page, writer));
  await sendJson(context, 200, JSON.parse(Buffer.concat([...listChunks(page, writer)]).toString()));
}

/** Waits a while for a version that does not exist yet, as a lagging replica would. */
async function patientPage(context: RequestContext, source: ListSource, options: ListOptions): Promise<ListPage> {
  const { versionWaitMs } = context.endpoint.settings;
  const started = performance.now();
  for (;;) {
    try {
      return listPage(source, options);
    } catch (error) {
      const early = error instanceof ApiRefusal && error.parts.code === 504 && performance.now() - started < versionWaitMs;
      if (!early || context.reply.closed) throw error;
      await new Promise((resolve) => setTimeout(resolve, versionPollMs));
    }
  }
}

/** The JSON of a list in chunks of about 64 KB. */
export function* listChunks(page: ListPage, writer: ObjectWriter): Generator<Uint8Array> {
  const metadata = {
    resourceVersion: String(page.resourceVersion),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  const head = `{"kind":"${writer.listKind}","apiVersion":"${writer.listApiVersion}","metadata":${JSON.stringify(metadata)}`;
  yield* packed(
    (function* () {
      yield Buffer.from(`${head},${writer.listPreamble}"${writer.listField}":[`);
      yield* joined(page.entries, writer);
      yield Buffer.from(']}\n');
    })(),
  );
}

function* joined(entries: readonly SimEntry[], writer: ObjectWriter): Generator<Uint8Array> {
  const comma = Buffer.from(',');
  let first = true;
  for (const entry of entries) {
    if (!first) yield comma;
    first = false;
    yield* writer.item(entry);
  }
}

/** Copies small pieces together, so that each write is worth its system call. */
function* packed(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let chunk = takeChunk();
  let used = 0;
  for (const piece of pieces) {
    if (used + piece.length > chunkBytes) {
      if (used > 0) yield chunk.subarray(0, used);
      used = 0;
      if (piece.length > chunkBytes) {
        yield piece;
        continue;
      }
      chunk = takeChunk();
    }
    chunk.set(piece, used);
    used += piece.length;
  }
  if (used > 0) yield chunk.subarray(0, used);
}
