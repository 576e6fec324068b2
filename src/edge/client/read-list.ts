import type { ListAnswer, ListItem, ListRequest } from './api-server.ts';
import { ApiFailure } from './api-server.ts';
import type { HttpAnswer } from './http-transport.ts';
import type { ItemDecoder } from './item-reader.ts';
import { type ListFrame, ListScanner } from './list-scanner.ts';
import { pumpBody } from './pump-body.ts';
import { plainBody } from './read-text.ts';
import { withQuery } from './resource-path.ts';

/** Items of one page where pages are read. */
const pageLimit = 500;

/** Enough for most lists of a cluster, of which hundreds may be read at once; it grows for the others. */
const firstInputBytes = 32 * 1024;

/** What reading a list needs of the API server. */
export interface ListPort {
  /** Sends one list request; `release` when its body has been read or given up. */
  open(path: string): Promise<{ answer: HttpAnswer; release(): void }>;
  /** Counts bytes as they arrive. */
  onWire(bytes: number): void;
  decoder(lend: boolean): ItemDecoder;
  readonly maxObjectBytes: number;
}

/** Reads a list, page by page where the version is unset, and hands over items as they arrive. Throws what the stream throws, or ApiFailure. */
export async function readList(q: ListRequest, port: ListPort): Promise<ListAnswer> {
  const totals = { items: 0, wireBytes: 0, bodyBytes: 0 };
  let serverDateMs: number | undefined;
  for (let token = ''; ; ) {
    const { frame, dateMs } = await readPage(pagePath(q, token), { q, port, totals });
    serverDateMs ??= dateMs;
    if (frame.continue === '') return { resourceVersion: frame.resourceVersion, ...totals, serverDateMs };
    if (frame.continue === token) throw new ApiFailure('garbage', 'the list continues with the same page for ever');
    token = frame.continue;
  }
}

/** Source: spec web-view D.4, 5: with resourceVersion=0 a limit is ignored; a continued page must not name a version. */
function pagePath(q: ListRequest, token: string): string {
  const paged = q.resourceVersion === undefined || q.limit !== undefined;
  return withQuery(q.path, {
    labelSelector: q.labelSelector,
    fieldSelector: q.fieldSelector,
    resourceVersion: token === '' ? q.resourceVersion : undefined,
    resourceVersionMatch: token === '' ? q.resourceVersionMatch : undefined,
    limit: paged ? (q.limit ?? pageLimit) : undefined,
    continue: token,
  });
}

interface PageContext {
  readonly q: ListRequest;
  readonly port: ListPort;
  readonly totals: { items: number; wireBytes: number; bodyBytes: number };
}

async function readPage(path: string, c: PageContext): Promise<{ frame: ListFrame; dateMs: number | undefined }> {
  const { answer, release } = await c.port.open(path);
  const scanner = new ListScanner(c.port.decoder(c.q.lend === true), {
    maxObjectBytes: c.port.maxObjectBytes,
    inputBytes: firstInputBytes,
  });
  try {
    const before = c.totals.items;
    await pumpBody(
      plainBody(answer, (bytes) => {
        c.totals.wireBytes += bytes;
        c.port.onWire(bytes);
      }),
      {
        add: (chunk) => {
          c.totals.bodyBytes += chunk.length;
          scanner.add(chunk);
        },
        work: () => handOver(scanner.take(), c, remaining(scanner.headText(), before + (c.q.limit ?? pageLimit))),
      },
      { idleDeadlineMs: c.q.idleDeadlineMs },
    );
    if (!answer.complete()) throw new ApiFailure('reset', 'connection closed in mid-answer');
    const last = scanner.finish();
    const frame = scanner.frame();
    if (frame.kind !== '' && !/List$|^Table$/.test(frame.kind)) throw new ApiFailure('garbage', `the answer is a ${frame.kind}, no list`);
    await handOver(last, c, frame.remainingItemCount === undefined ? undefined : c.totals.items + last.length + frame.remainingItemCount);
    return { frame, dateMs: dateOf(answer) };
  } finally {
    scanner.close();
    release();
  }
}

function handOver(items: readonly ListItem[], c: PageContext, expected: number | undefined): void | Promise<void> {
  if (items.length === 0) return;
  c.totals.items += items.length;
  return c.q.onItems(items, {
    received: c.totals.items,
    expected: expected === undefined ? undefined : Math.max(expected, c.totals.items),
  });
}

/** What the head of a page says about items still to come after it; the page itself has as many as its limit. */
function remaining(head: string, withPage: number): number | undefined {
  const count = /"remainingItemCount":\s*(\d+)/.exec(head)?.[1];
  return count === undefined ? undefined : withPage + Number(count);
}

function dateOf(answer: HttpAnswer): number | undefined {
  const atMs = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(atMs) ? undefined : atMs;
}
