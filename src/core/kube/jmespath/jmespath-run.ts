/** The value cannot be computed from this object: a function was given what it does not take, or the work has no bound. */
export class JmespathFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JmespathFailure';
  }
}

/** Characters that count as one step where texts are made or compared. */
const charactersPerStep = 64;

/** Counts the steps of one evaluation, and ends it when they are too many. */
export class JmespathRun {
  readonly #limit: number;
  steps = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  step(count = 1): void {
    this.steps += count;
    if (this.steps > this.#limit) throw new JmespathFailure(`it took more than ${this.#limit} steps`);
  }

  /** Counts the making of a text. */
  text(length: number): void {
    if (length > charactersPerStep) this.step(Math.floor(length / charactersPerStep));
  }

  /** Counts every value inside a value, shared ones as often as they are seen: what is printed later is as large as that. */
  walk(value: unknown): void {
    this.step();
    if (typeof value === 'string') this.text(value.length);
    else if (Array.isArray(value)) for (const item of value) this.walk(item);
    else if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) this.walk((value as Record<string, unknown>)[key]);
  }
}
