import type { LogLine } from '../../core/kube/log-line.ts';

/** A container's log to read. */
export interface PodLogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Goes on with what the container writes, until it ends. */
  readonly follow?: boolean;
  /** The log of the container before its last restart. */
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  /** RFC 3339; fractions of a second do not count. */
  readonly sinceTime?: string;
  /** Lines from the end; default all that are kept. */
  readonly tailLines?: number;
  readonly signal: AbortSignal;
  /** The answer's head arrived. */
  onOpen?(): void;
  /** Lines in order; nothing more is read until a promise that it answers is settled. */
  onLines(lines: readonly LogLine[]): void | Promise<void>;
}

/** How a log ended: by itself, `broken` in mid-stream, or `aborted` by the signal. */
export interface PodLogEnd {
  readonly reason: 'ended' | 'broken' | 'aborted';
}
