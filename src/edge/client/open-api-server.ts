import type { Clock } from '../../core/base/clock.ts';
import { ApiConnection } from './api-connection.ts';
import type { ApiServer, ApiUsage, DiscoveryAnswer, ListAnswer, ListRequest, ServerTable, WatchEnd, WatchRequest } from './api-server.ts';
import { ApiFailure } from './api-server.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { failureFromError } from './failure-from-error.ts';
import { type ItemDecoder, ItemReader } from './item-reader.ts';
import { maskedBody } from './masked-body.ts';
import type { PodLogEnd, PodLogRequest } from './pod-log-request.ts';
import { PodLogs } from './pod-logs.ts';
import { Discovery } from './read-discovery.ts';
import { readList } from './read-list.ts';
import { readTable } from './read-table.ts';
import { readBytes } from './read-text.ts';
import { readWatch } from './read-watch.ts';
import { readsSecrets, withQuery } from './resource-path.ts';
import { SecretRowReader } from './secret-row-reader.ts';

/** How an API server is talked to. */
export interface OpenOptions {
  /** `hindsight/<version>`. */
  readonly userAgent: string;
  readonly clock: Clock;
  /** TCP, proxy and TLS together; default 10 s. */
  readonly connectDeadlineMs?: number;
  /** How often an HTTP/2 peer is asked for a sign of life; it is dead after two intervals. Default 15 s. */
  readonly pingIntervalMs?: number;
  /** Default `auto`: where the measured round trip is above 5 ms. */
  readonly gzip?: 'auto' | 'always' | 'never';
  /** Largest object accepted, after decompression; default 8 MiB. */
  readonly maxObjectBytes?: number;
  /** `refuse` (default): nothing of a Secret is ever asked for. `metadata`: names, types and counts as the server's Table has them. */
  readonly secrets?: 'refuse' | 'metadata';
  /** For HTTPS_PROXY and NO_PROXY; default none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Opening a watch: the head comes at once, unless the server queues us (spec web-view D.5, 9: up to 11 s were seen). */
const watchHeadDeadlineMs = 30_000;

/** Beyond `timeoutSeconds`, for the server to end the watch itself. */
const watchGraceMs = 10_000;

/** Tables are built whole by the server, and may wait in its queue. */
const tableDeadlineMs = 60_000;

const smallDeadlineMs = 15_000;
const smallBodyBytes = 64 * 1024 * 1024;

const json = 'application/json';
const secretTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const secretMetadata = ['PartialObjectMetadata', 'PartialObjectMetadataList']
  .map((as) => `application/json;as=${as};v=v1;g=meta.k8s.io`)
  .join(',');

/** Opens a client of one API server; connects with the first request. */
export function openApiServer(target: ClusterTarget, q: OpenOptions): ApiServer {
  return new LiveApiServer(target, q);
}

class LiveApiServer implements ApiServer {
  readonly url: string;
  readonly #connection: ApiConnection;
  readonly #maxObjectBytes: number;
  readonly #secrets: 'refuse' | 'metadata';
  readonly #discovery: Discovery;
  readonly #logs: PodLogs;

  constructor(target: ClusterTarget, q: OpenOptions) {
    this.url = target.server;
    this.#maxObjectBytes = q.maxObjectBytes ?? 8 * 1024 * 1024;
    this.#secrets = q.secrets ?? 'refuse';
    const connect = (): ApiConnection =>
      new ApiConnection(target, {
        userAgent: q.userAgent,
        clock: q.clock,
        connectDeadlineMs: q.connectDeadlineMs ?? 10_000,
        pingIntervalMs: q.pingIntervalMs ?? 15_000,
        gzip: q.gzip ?? 'auto',
        env: q.env ?? {},
      });
    this.#connection = connect();
    this.#logs = new PodLogs({ connect, onWire: (bytes) => this.#connection.meter.received(bytes) });
    this.#discovery = new Discovery({ get: (path, more) => this.#read(path, more) });
  }

  get usage(): ApiUsage {
    return this.#connection.meter.usage;
  }

  async list(q: ListRequest): Promise<ListAnswer> {
    const ofSecrets = this.#checkSecrets(q.path);
    const accept = ofSecrets ? secretTable : json;
    try {
      return await readList(q, {
        open: (path) => this.#connection.ask({ path, accept, lane: 'list', signal: q.signal, headDeadlineMs: q.idleDeadlineMs }),
        onWire: (bytes) => this.#connection.meter.received(bytes),
        decoder: (lend) => this.#decoder(ofSecrets, lend),
        maxObjectBytes: this.#maxObjectBytes,
      });
    } catch (error) {
      throw failureFromError(error, q.signal);
    }
  }

  async watch(q: WatchRequest): Promise<WatchEnd> {
    const ofSecrets = this.#checkSecrets(q.path);
    const path = withQuery(q.path, {
      watch: '1',
      allowWatchBookmarks: 'true',
      labelSelector: q.labelSelector,
      fieldSelector: q.fieldSelector,
      resourceVersion: q.resourceVersion,
      timeoutSeconds: q.timeoutSeconds,
    });
    const accept = ofSecrets ? secretTable : json;
    const opened = await this.#open(
      () => this.#connection.ask({ path, accept, lane: 'watch', signal: q.signal, headDeadlineMs: watchHeadDeadlineMs }),
      q.signal,
    );
    if (opened === 'aborted') return { reason: 'aborted' };
    const { answer, link, release } = opened;
    let overdue = false;
    link.after(q.timeoutSeconds * 1_000 + watchGraceMs, () => {
      overdue = true;
      link.abort(new ApiFailure('timeout', 'the watch is over'));
    });
    try {
      const ending = readWatch(answer, q, {
        decoder: this.#decoder(ofSecrets),
        maxObjectBytes: this.#maxObjectBytes,
        onWire: (bytes) => this.#connection.meter.received(bytes),
      });
      q.onOpen();
      const end = await ending;
      return overdue ? { reason: 'ended' } : end;
    } finally {
      release();
    }
  }

  discover(signal: AbortSignal): Promise<DiscoveryAnswer> {
    return this.#discovery.discover(signal);
  }

  async get(
    path: string,
    q: { signal: AbortSignal; accept?: string; deadlineMs?: number },
  ): Promise<{ status: number; body: string; headers: Readonly<Record<string, string>> }> {
    const ofSecrets = this.#checkSecrets(path);
    const { status, body, headers } = await this.#read(path, { ...q, ...(ofSecrets ? { accept: secretMetadata } : {}) });
    return { status, body: maskedBody(path, body, { ofSecrets }), headers };
  }

  async table(path: string, q: { signal: AbortSignal; includeObject: 'Metadata' | 'None' }): Promise<ServerTable> {
    const ofSecrets = this.#checkSecrets(path);
    try {
      return await readTable(
        path,
        { includeObject: q.includeObject, ofSecrets },
        {
          open: (asked, accept) =>
            this.#connection.ask({ path: asked, accept, lane: 'list', signal: q.signal, headDeadlineMs: tableDeadlineMs }),
          onWire: (bytes) => this.#connection.meter.received(bytes),
          maxObjectBytes: this.#maxObjectBytes,
          idleDeadlineMs: tableDeadlineMs,
        },
      );
    } catch (error) {
      throw failureFromError(error, q.signal);
    }
  }

  podLog(q: PodLogRequest): Promise<PodLogEnd> {
    return this.#logs.read(q);
  }

  close(): void {
    this.#connection.close();
    this.#logs.close();
  }

  /** Reads a whole small answer. */
  async #read(
    path: string,
    q: { signal: AbortSignal; accept?: string; deadlineMs?: number; headers?: Readonly<Record<string, string>> },
  ): Promise<{ status: number; body: Buffer; headers: Readonly<Record<string, string>> }> {
    const deadlineMs = q.deadlineMs ?? smallDeadlineMs;
    const { answer, link, release } = await this.#connection.ask({
      path,
      accept: q.accept ?? json,
      lane: 'small',
      signal: q.signal,
      headDeadlineMs: deadlineMs,
      ...(q.headers === undefined ? {} : { headers: q.headers }),
    });
    try {
      link.deadline(deadlineMs);
      const body = await readBytes(answer, smallBodyBytes, (bytes) => this.#connection.meter.received(bytes));
      return { status: answer.status, body, headers: answer.headers };
    } catch (error) {
      throw failureFromError(error, link.signal);
    } finally {
      release();
    }
  }

  async #open<T>(open: () => Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
    try {
      return await open();
    } catch (error) {
      if (signal.aborted) return 'aborted';
      throw error;
    }
  }

  #decoder(ofSecrets: boolean, lend = false): ItemDecoder {
    return ofSecrets ? new SecretRowReader() : new ItemReader({ lend });
  }

  /** True when the path reads Secrets and that is allowed. */
  #checkSecrets(path: string): boolean {
    if (!readsSecrets(path)) return false;
    if (this.#secrets === 'metadata') return true;
    throw new ApiFailure('forbidden', 'Secrets are not read; start with --secrets metadata to see their names, types and sizes');
  }
}
