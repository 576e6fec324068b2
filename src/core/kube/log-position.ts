import type { LogLine } from './log-line.ts';

const secondMs = 1_000;

/**
 * Remembers how far a followed log was read, so that it can be continued after a break without losing or doubling a line. API servers hand `sinceTime` to kubelets in
 * whole seconds, so the last two seconds are read again and what was delivered of them is skipped by its times, each as often as it was delivered: lines of equal time,
 * lines slightly out of order and a log that was rotated meanwhile come out right.
 * Source: k8s.io/kubernetes pkg/registry/core/pod/strategy.go LogLocation (`SinceTime.Format(time.RFC3339)`).
 */
export class LogPosition {
  #second = Number.NEGATIVE_INFINITY;
  #current: number[] = [];
  #before: number[] = [];
  #toSkip: Map<number, number> | undefined;
  /** What is older was not wanted: only the tail was. */
  #firstMs = Number.POSITIVE_INFINITY;
  #resumed = false;

  /** The time to continue from; undefined before the first line. */
  get sinceTime(): string | undefined {
    if (this.#second === Number.NEGATIVE_INFINITY) return undefined;
    return new Date((this.#second - 1) * secondMs).toISOString().replace('.000Z', 'Z');
  }

  /** The stream begins again at `sinceTime`. */
  resume(): void {
    this.#resumed = true;
    this.#toSkip = new Map();
    for (const atMs of [...this.#before, ...this.#current]) this.#toSkip.set(atMs, (this.#toSkip.get(atMs) ?? 0) + 1);
  }

  /** The lines that were not delivered before; they count as delivered from now on. */
  fresh(lines: readonly LogLine[]): readonly LogLine[] {
    const kept = this.#resumed ? lines.filter((line) => !this.#isOld(line)) : lines;
    for (const line of kept) this.#note(line);
    return kept;
  }

  #isOld({ atMs, time }: LogLine): boolean {
    if (time === '') return false;
    if (atMs < this.#firstMs) return true;
    const left = this.#toSkip?.get(atMs);
    if (left === undefined) return false;
    if (left > 1) this.#toSkip?.set(atMs, left - 1);
    else this.#toSkip?.delete(atMs);
    if (this.#toSkip?.size === 0) this.#toSkip = undefined;
    return true;
  }

  #note({ atMs, time }: LogLine): void {
    if (time === '') return;
    if (!this.#resumed) this.#firstMs = Math.min(this.#firstMs, atMs);
    const second = Math.floor(atMs / secondMs);
    if (second > this.#second) {
      this.#before = second === this.#second + 1 ? this.#current : [];
      this.#current = [];
      this.#second = second;
    }
    if (second === this.#second) this.#current.push(atMs);
    else if (second === this.#second - 1) this.#before.push(atMs);
  }
}
