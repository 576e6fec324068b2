/** The time of this process, as an argument: core never asks the system. */
export interface Clock {
  /** Wall time in milliseconds since 1970, never NaN. */
  nowMs(): number;
}

/** A clock that moves only when told to; for tests and simulations. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}
