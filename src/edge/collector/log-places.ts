/** Limits how many logs are read at a time, in all and of each API server; shared by everybody who reads. */
export class LogPlaces {
  readonly #total: number;
  readonly #perCluster: number;
  readonly #byCluster = new Map<string, number>();
  readonly #waiting: { readonly cluster: string; readonly enter: (leave: () => void) => void }[] = [];
  #taken = 0;

  constructor(q: { readonly total: number; readonly perCluster: number }) {
    this.#total = q.total;
    this.#perCluster = q.perCluster;
  }

  /** Logs being read of a cluster. */
  taken(cluster: string): number {
    return this.#byCluster.get(cluster) ?? 0;
  }

  /** True when one more log of the cluster may be opened. */
  hasRoom(cluster: string): boolean {
    return this.#taken < this.#total && this.taken(cluster) < this.#perCluster;
  }

  /** Takes a place; the answer gives it back and may be called twice. Undefined when there is none. */
  enter(cluster: string): (() => void) | undefined {
    if (!this.hasRoom(cluster)) return undefined;
    this.#taken++;
    this.#byCluster.set(cluster, this.taken(cluster) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave(cluster);
    };
  }

  /** Waits for a place; undefined when the signal aborts first. */
  enterWhenFree(cluster: string, signal: AbortSignal): Promise<(() => void) | undefined> {
    const leave = signal.aborted ? undefined : this.enter(cluster);
    if (leave !== undefined || signal.aborted) return Promise.resolve(leave);
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(undefined);
      };
      const waiting = {
        cluster,
        enter: (given: () => void) => {
          signal.removeEventListener('abort', onAbort);
          resolve(given);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #leave(cluster: string): void {
    this.#taken--;
    const left = this.taken(cluster) - 1;
    if (left > 0) this.#byCluster.set(cluster, left);
    else this.#byCluster.delete(cluster);
    const at = this.#waiting.findIndex((waiting) => this.hasRoom(waiting.cluster));
    if (at < 0) return;
    const [next] = this.#waiting.splice(at, 1);
    const given = next === undefined ? undefined : this.enter(next.cluster);
    if (next !== undefined && given !== undefined) next.enter(given);
  }
}
