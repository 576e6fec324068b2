import http2 from 'node:http2';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';

/** Where a raw request goes and as whom. Nothing of our own client is in the way: protocol facts are tested with it. */
export interface RawTarget {
  readonly url: string;
  readonly caPem: string;
  readonly token?: string | undefined;
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
}

/** A raw request. */
export interface RawQuestion {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly protocol?: 'http/1.1' | 'h2';
}

/** A whole answer, decompressed. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** Bytes before decompression. */
  readonly wireBytes: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what a server sent, whatever it is
  json(): any;
}

interface OpenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
  close(): void;
}

const deadlineMs = 60_000;

function bodyOf(q: RawQuestion): string | undefined {
  return q.body === undefined ? undefined : JSON.stringify(q.body);
}

function headersOf(target: RawTarget, q: RawQuestion): Record<string, string> {
  const body = bodyOf(q);
  return {
    accept: 'application/json',
    ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
    // The length is said because Node would send the body of a DELETE without any framing.
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...q.headers,
  };
}

function tlsOf(target: RawTarget): { ca: string; cert?: string; key?: string } {
  return { ca: target.caPem, ...target.clientCertificate };
}

const agents = new WeakMap<RawTarget, https.Agent>();

function agentOf(target: RawTarget): https.Agent {
  const agent = agents.get(target) ?? new https.Agent({ keepAlive: true, ...tlsOf(target) });
  agents.set(target, agent);
  return agent;
}

function openHttp1(target: RawTarget, q: RawQuestion): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method: q.method ?? 'GET', headers: headersOf(target, q), agent: agentOf(target) };
    const request = https.request(new URL(q.path, target.url), options, (response) => {
      request.setTimeout(0);
      const headers = response.headers as Record<string, string | undefined>;
      resolve({ status: response.statusCode ?? 0, headers, body: response, close: () => request.destroy() });
    });
    request.setTimeout(deadlineMs, () => request.destroy(new Error(`no answer to ${q.path} within ${deadlineMs} ms`)));
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection whose server was restarted: nothing was heard, so ask again on a new one.
      if (request.reusedSocket && error.code === 'ECONNRESET') openHttp1(target, q).then(resolve, reject);
      else reject(error);
    });
    request.end(bodyOf(q));
  });
}

function openHttp2(target: RawTarget, q: RawQuestion): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(target.url, tlsOf(target));
    session.on('error', reject);
    const stream = session.request({ ':method': q.method ?? 'GET', ':path': q.path, ...headersOf(target, q) });
    const timer = setTimeout(() => session.destroy(new Error(`no answer to ${q.path} within ${deadlineMs} ms`)), deadlineMs);
    stream.on('error', reject);
    stream.on('close', () => session.close());
    stream.on('response', (headers) => {
      clearTimeout(timer);
      const named = headers as unknown as Record<string, string | undefined>;
      resolve({ status: Number(headers[':status']), headers: named, body: stream, close: () => session.destroy() });
    });
    stream.end(bodyOf(q));
  });
}

function open(target: RawTarget, q: RawQuestion): Promise<OpenAnswer> {
  return q.protocol === 'h2' ? openHttp2(target, q) : openHttp1(target, q);
}

/** Sends one request and reads the whole answer. Rejects on network failure or after a minute without an answer. */
export async function rawRequest(target: RawTarget, q: RawQuestion): Promise<RawAnswer> {
  const { status, headers, body } = await open(target, q);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const wire = Buffer.concat(chunks);
  const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(wire) : wire).toString('utf8');
  return { status, headers, text, wireBytes: wire.length, json: () => JSON.parse(text) };
}

/** A raw watch: lines as they come. */
export interface RawWatch {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The next event; undefined when the stream has ended. Rejects when none comes within the time. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read what a server sent, whatever it is
  next(withinMs?: number): Promise<any>;
  /** True when nothing, not even the end, comes within the time. */
  isSilent(forMs: number): Promise<boolean>;
  close(): void;
}

/** Opens a watch and hands over its events one by one; resolves when the headers are there. */
export async function rawWatch(target: RawTarget, q: RawQuestion): Promise<RawWatch> {
  const { status, headers, body, close } = await open(target, q);
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };
  let rest = '';
  let ended = false;
  body.setEncoding('utf8');
  body.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.filter((part) => part !== ''));
    wake();
  });
  const end = (): void => {
    ended = true;
    wake();
  };
  body.on('end', end).on('close', end).on('error', end);
  const isSettled = (): boolean => lines.length > 0 || ended;
  const settled = async (withinMs: number): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, withinMs, 'late');
    });
    // A chunk may end in the middle of a line: being woken is not being settled.
    while (!isSettled()) if ((await Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), tooLate])) === 'late') break;
    clearTimeout(timer);
    return isSettled();
  };
  return {
    status,
    headers,
    async next(withinMs = 10_000) {
      if (!(await settled(withinMs))) throw new Error(`no watch event within ${withinMs} ms`);
      const line = lines.shift();
      return line === undefined ? undefined : JSON.parse(line);
    },
    isSilent: async (forMs) => !(await settled(forMs)),
    close,
  };
}
