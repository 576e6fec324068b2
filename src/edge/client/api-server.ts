import type { ApiResource } from '../../core/kube/api-resource.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { KubeStatus, WatchEvent } from '../../core/kube/watch-event.ts';
import type { PodLogEnd, PodLogRequest } from './pod-log-request.ts';

/** One Kubernetes API server that we talk to. All failures are `ApiFailure`, nothing else is thrown. */
export interface ApiServer {
  readonly url: string;
  /** Reads a list page by page, handing over items while they arrive. Paging, gzip, cutting and masking happen inside. */
  list(q: ListRequest): Promise<ListAnswer>;
  /** Opens one watch; ends by itself at `timeoutSeconds` (enforced here too) or by `signal`. Resolves when the stream has ended. */
  watch(q: WatchRequest): Promise<WatchEnd>;
  /** All resources served, aggregated discovery first, legacy as fallback; broken groups are named, not fatal. */
  discover(signal: AbortSignal): Promise<DiscoveryAnswer>;
  /** One small GET: `/version`, `/readyz`, one object, SelfSubjectReview … */
  get(
    path: string,
    q: { signal: AbortSignal; accept?: string; deadlineMs?: number },
  ): Promise<{ status: number; body: string; headers: Readonly<Record<string, string>> }>;
  /** The server's own Table of a list, as text cells; for resources whose columns we do not know. */
  table(path: string, q: { signal: AbortSignal; includeObject: 'Metadata' | 'None' }): Promise<ServerTable>;
  /** Reads or follows the log of one container; resolves when it has ended. */
  podLog(q: PodLogRequest): Promise<PodLogEnd>;
  /** What requests cost so far, for `/metrics` and diagnostics. */
  readonly usage: ApiUsage;
  close(): void;
}

/** A list to read. */
export interface ListRequest {
  /** From `listPath`. */
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `0`: from the server's cache in one go. Undefined: quorum, paged by `limit`. */
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'NotOlderThan' | 'Exact';
  readonly limit?: number;
  readonly signal: AbortSignal;
  /** Longest silence between two chunks, queueing included. */
  readonly idleDeadlineMs: number;
  /** True: the bytes of items are valid only during the call of `onItems`, which spares a buffer for each batch. */
  readonly lend?: boolean;
  /** Called for each batch of items in order of arrival; bytes are trimmed and masked. Reading pauses until a promise that it answers is settled. */
  onItems(items: readonly ListItem[], progress: { readonly received: number; readonly expected: number | undefined }): void | Promise<void>;
}

/**
 * One object of a list: masked bytes, and the same decoded. Items of built-in resources say their kind in the decoded object only. The bytes of one batch share one
 * buffer of about 100 KB: copy what is kept long.
 */
export interface ListItem {
  readonly bytes: Uint8Array;
  readonly object: KubeObject;
}

/** How a list ended well. */
export interface ListAnswer {
  readonly resourceVersion: string;
  readonly items: number;
  /** Bytes on the wire, after and before decompression. */
  readonly wireBytes: number;
  readonly bodyBytes: number;
  /** The server's `Date`, in ms, to measure clock skew. */
  readonly serverDateMs: number | undefined;
}

/** A watch to open. */
export interface WatchRequest {
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion: string;
  /** 300–600 s in production; also a deadline of ours. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** The answer's headers arrived: the watch is open. */
  onOpen(): void;
  /** All events of one network chunk, in order. */
  onEvents(events: readonly WatchEvent[]): void;
}

/** Why a watch ended: by its own timeout or by the server, `broken` mid-line or mid-stream. */
export interface WatchEnd {
  readonly reason: 'ended' | 'broken' | 'aborted';
}

/** What discovery found. */
export interface DiscoveryAnswer {
  readonly resources: readonly ApiResource[];
  /** Group versions that could not be read, with the reason. */
  readonly broken: readonly { readonly groupVersion: string; readonly reason: string }[];
}

/** A Table as the server printed it. */
export interface ServerTable {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly priority: number; readonly description: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject | undefined }[];
  readonly resourceVersion: string;
}

/** Running totals of one API server. */
export interface ApiUsage {
  requests: number;
  bytesIn: number;
  openStreams: number;
  /** Requests by status code; 0 stands for no answer. */
  readonly byStatus: Map<number, number>;
  /** Median round trip of the last requests, ms. */
  latencyMs: number | undefined;
}

/** What went wrong, so that a state can be chosen: the network, the credentials, the server's own words. */
export type ApiFailureKind =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'credentials'
  | 'aborted'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'version-too-large'
  | 'throttled'
  | 'server-error'
  | 'bad-request'
  | 'garbage';

/** The one failure of a client: data for a state, never shown as a stack. */
export class ApiFailure extends Error {
  readonly kind: ApiFailureKind;
  readonly status: number | undefined;
  /** From `Retry-After`, in ms. */
  readonly retryAfterMs: number | undefined;
  readonly body: KubeStatus | undefined;

  constructor(
    kind: ApiFailureKind,
    message: string,
    more: { status?: number; retryAfterMs?: number; body?: KubeStatus; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ApiFailure';
    this.kind = kind;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
    this.body = more.body;
  }
}
