import type { LogLine } from '../../core/kube/log-line.ts';
import type { ApiConnection, OpenAnswer } from './api-connection.ts';
import { ApiFailure } from './api-server.ts';
import { LogScanner } from './log-scanner.ts';
import type { PodLogEnd, PodLogRequest } from './pod-log-request.ts';
import { plainBody } from './read-text.ts';
import { withQuery } from './resource-path.ts';

/** Longer lines are cut. Kubelets split lines of containers at 16 KB and put them together again. */
const maxLineBytes = 256 * 1024;

/** The API server asks the kubelet, which may be slow to answer. */
const headDeadlineMs = 30_000;

/** A log that is not followed and says nothing for so long is broken. */
const silenceMs = 30_000;

/**
 * Logs of one API server, over a connection of their own: a container that writes 50,000 lines a second never stands before the events of a watch. The connection closes
 * with the last log.
 */
export class PodLogs {
  readonly #connect: () => ApiConnection;
  readonly #onWire: (bytes: number) => void;
  #connection: ApiConnection | undefined;
  #open = 0;

  constructor(q: { connect(): ApiConnection; onWire(bytes: number): void }) {
    this.#connect = q.connect;
    this.#onWire = q.onWire;
  }

  /** Reads one log to its end. Throws ApiFailure when it cannot be opened: `bad-request` with the kubelet's words while a container has not started. */
  async read(q: PodLogRequest): Promise<PodLogEnd> {
    const connection = this.#enter();
    try {
      const opened = await connection.ask({
        path: logPath(q),
        accept: '*/*',
        lane: 'watch',
        signal: q.signal,
        headDeadlineMs,
      });
      try {
        q.onOpen?.();
        return await this.#pump(opened, q);
      } finally {
        opened.release();
      }
    } catch (error) {
      if (q.signal.aborted) return { reason: 'aborted' };
      throw error;
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #enter(): ApiConnection {
    this.#open++;
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  #leave(): void {
    if (--this.#open === 0) this.close();
  }

  #pump({ answer, link }: OpenAnswer, q: PodLogRequest): Promise<PodLogEnd> {
    const scanner = new LogScanner({ maxLineBytes });
    const body = plainBody(answer, this.#onWire);
    const watchSilence = (): void => {
      if (q.follow !== true) link.after(silenceMs, () => link.abort(new ApiFailure('timeout', 'the log stopped in the middle')));
    };
    return new Promise((resolve, reject) => {
      let ended = false;
      let failed: unknown;
      let delivering: Promise<void> = Promise.resolve();
      const deliver = (lines: readonly LogLine[]): void => {
        if (lines.length === 0 || q.signal.aborted) return;
        const taken = q.onLines(lines);
        if (!(taken instanceof Promise)) return;
        body.pause();
        link.stopTimer();
        delivering = taken.then(
          () => {
            watchSilence();
            body.resume();
          },
          (error: unknown) => {
            failed = error;
            body.destroy();
          },
        );
      };
      watchSilence();
      body.on('data', (chunk: Buffer) => {
        watchSilence();
        deliver(scanner.add(chunk));
      });
      body.once('end', () => {
        ended = true;
      });
      body.on('error', () => undefined);
      body.once('close', () => {
        const whole = ended && answer.complete();
        const last = whole ? scanner.finish() : undefined;
        void delivering.then(() => {
          if (failed !== undefined) return reject(failed);
          if (last !== undefined) deliver([last]);
          void delivering.then(() => resolve({ reason: q.signal.aborted ? 'aborted' : whole ? 'ended' : 'broken' }));
        });
      });
    });
  }
}

function logPath({ namespace, pod, container, follow, previous, sinceSeconds, sinceTime, tailLines }: PodLogRequest): string {
  return withQuery(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`, {
    container,
    timestamps: 'true',
    follow: follow === true ? 'true' : undefined,
    previous: previous === true ? 'true' : undefined,
    sinceSeconds,
    sinceTime,
    tailLines,
  });
}
