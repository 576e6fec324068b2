import { ApiFailure } from './api-server.ts';
import { deadlineText } from './failure-text.ts';

/** A signal that follows the caller's and also ends at a deadline of ours. */
export class LinkedAbort {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal;
  readonly #follow: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(parent: AbortSignal) {
    this.#parent = parent;
    this.#follow = () => this.#controller.abort(parent.reason);
    parent.addEventListener('abort', this.#follow, { once: true });
    if (parent.aborted) this.#follow();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts with a timeout unless `stopTimer` or another deadline comes first. */
  deadline(ms: number): void {
    this.after(ms, () => this.#controller.abort(new ApiFailure('timeout', `no answer within ${deadlineText(ms)}`)));
  }

  /** Runs `act` at a deadline instead. */
  after(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  /** Lets go of the caller's signal. */
  release(): void {
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#follow);
  }
}
