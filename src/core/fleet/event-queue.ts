import type { FleetEvent } from './fleet-writer.ts';

/** Gets every event of the store, in order. */
export type FleetListener = (event: FleetEvent) => void;

/**
 * Delivers events to all listeners in the order in which they happened, each after its change is in the store.
 *
 * A listener may write to the store: what that causes is delivered after the event at hand. A listener that throws is reported and stays.
 */
export class EventQueue {
  readonly #listeners = new Set<{ readonly listener: FleetListener }>();
  readonly #waiting: FleetEvent[] = [];
  readonly #onFault: (error: unknown) => void;
  #delivering = false;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: FleetListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  send(event: FleetEvent): void {
    if (this.#listeners.size === 0) return;
    this.#waiting.push(event);
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#deliver(next);
    this.#delivering = false;
  }

  #deliver(event: FleetEvent): void {
    for (const { listener } of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }
}
