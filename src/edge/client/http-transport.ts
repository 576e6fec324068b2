import type { Readable } from 'node:stream';

/** One HTTP request; always a GET without a body. */
export interface HttpRequest {
  /** Path with query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** `watch`: stays open for minutes. `list`: many bytes. `small`: an answer of some kilobytes. */
  readonly lane: 'watch' | 'list' | 'small';
  readonly signal: AbortSignal;
}

/** The head of an answer, and its body still to be read; a body that is not wanted must be destroyed. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** After the body's `end`: false when the connection was lost before the peer had finished. */
  complete(): boolean;
}

/** Connections to one API server in one protocol. Throws ApiFailure only. */
export interface HttpTransport {
  readonly protocol: 'h2' | 'http/1.1';
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Ends everything. */
  close(): void;
  /** Lets open streams finish. */
  retire(): void;
}

/** How connections are run. */
export interface TransportOptions {
  /** True when round trips are long. */
  far(): boolean;
  readonly pingIntervalMs: number;
}
