import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import type { Timers } from './timers.ts';

/** How urgent and how heavy a list is. `small`: nodes and the like, many at a time. `asked`: somebody waits. `big`: everything else. */
export type ListClass = 'small' | 'asked' | 'pods' | 'big';

/** Leave to read one list. */
export interface ListLease {
  /** Something arrived: the lease starts anew. */
  progress(): void;
  /** Gives the place back; further calls do nothing. */
  release(): void;
}

/** Bounds of what is read at the same time. */
export interface ListScheduleLimits {
  /** Small lists at a time in the whole fleet. */
  readonly small: number;
  /** All other lists at a time in the whole fleet; each holds one network chunk of objects, so this bounds memory. */
  readonly big: number;
  /** Lists at a time per API server. Source: web-view.md D.4, 22 (etiquette). */
  readonly perCluster: number;
  /** A place whose list made no progress for so long is given to somebody else; the list itself goes on. */
  readonly leaseMs: number;
  /** Heavy lists wait for small ones, but no longer than this after the last small one ended. */
  readonly smallFirstMs: number;
  /** The same after the last small one began; default `smallFirstMs`. Longer, since a whole fleet may be connecting then. */
  readonly smallBeginMs?: number;
}

/** 32 lists at 50 ms are 640 a second, more than one core parses; the client pauses connections whose objects wait. */
export const defaultListLimits: ListScheduleLimits = {
  small: 256,
  big: 32,
  perCluster: 2,
  leaseMs: 2000,
  smallFirstMs: 300,
  smallBeginMs: 1200,
};

interface Waiting {
  readonly cluster: ClusterId;
  readonly listClass: ListClass;
  readonly start: () => void;
}

/** In order of urgency. */
const classes: readonly ListClass[] = ['asked', 'small', 'pods', 'big'];

/**
 * Decides which list is read next over the whole fleet: small ones first, then what somebody asks for, pods, the rest; first come, first served among equals.
 * Heavy lists wait while small ones come in. A sick cluster costs others at most one lease: its place goes to the next when nothing arrives.
 */
export class ListSchedule {
  readonly #timers: Timers;
  readonly #limits: ListScheduleLimits;
  readonly #waiting: Readonly<Record<ListClass, Waiting[]>> = { asked: [], small: [], pods: [], big: [] };
  readonly #perCluster = new Map<ClusterId, number>();
  #small = 0;
  #big = 0;
  /** Set while heavy lists wait for small ones; calling it ends that. */
  #smallFirst: (() => void) | undefined;
  #calmed: (() => void)[] = [];

  constructor(q: { timers: Timers; limits?: ListScheduleLimits }) {
    this.#timers = q.timers;
    this.#limits = q.limits ?? defaultListLimits;
  }

  /** Lists that wait for a place. */
  get waiting(): number {
    return classes.reduce((sum, listClass) => sum + this.#waiting[listClass].length, 0);
  }

  /** Waits for a place. Undefined when `signal` aborts first. */
  acquire(cluster: ClusterId, listClass: ListClass, signal: AbortSignal): Promise<ListLease | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const queue = this.#waiting[listClass];
      const entry: Waiting = {
        cluster,
        listClass,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#lease(cluster, listClass === 'small'));
        },
      };
      const leave = (): void => {
        const index = queue.indexOf(entry);
        if (index >= 0) queue.splice(index, 1);
        resolve(undefined);
        this.#pump();
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(entry);
      this.#pump();
    });
  }

  /** Resolves when no heavy list has to wait for small ones (nothing else that can wait should be done before), or when `signal` aborts. */
  calm(signal?: AbortSignal): Promise<void> {
    if (this.#smallFirst === undefined || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#calmed.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #pump(): void {
    for (const listClass of classes) {
      const queue = this.#waiting[listClass];
      for (let i = 0; i < queue.length && this.#hasPlace(listClass); ) {
        const entry = queue[i] as Waiting;
        if ((this.#perCluster.get(entry.cluster) ?? 0) >= this.#limits.perCluster) i++;
        else {
          queue.splice(i, 1);
          entry.start();
        }
      }
    }
  }

  #hasPlace(listClass: ListClass): boolean {
    if (listClass === 'small') return this.#small < this.#limits.small;
    return this.#big < this.#limits.big && (this.#smallFirst === undefined || listClass === 'asked');
  }

  #lease(cluster: ClusterId, small: boolean): ListLease {
    this.#perCluster.set(cluster, (this.#perCluster.get(cluster) ?? 0) + 1);
    this.#count(small, 1);
    let onLease = true;
    let held = true;
    const expire = (): void => {
      if (!onLease) return;
      onLease = false;
      this.#count(small, -1);
      this.#pump();
    };
    let cancel = this.#timers.after(this.#limits.leaseMs, expire);
    return {
      progress: () => {
        if (!onLease) return;
        cancel();
        cancel = this.#timers.after(this.#limits.leaseMs, expire);
      },
      release: () => {
        if (!held) return;
        held = false;
        cancel();
        this.#leaveCluster(cluster);
        if (onLease) expire();
        else this.#pump();
      },
    };
  }

  #count(small: boolean, by: number): void {
    if (small) this.#small += by;
    else this.#big += by;
    if (small) this.#putSmallFirst(by > 0 ? (this.#limits.smallBeginMs ?? this.#limits.smallFirstMs) : this.#limits.smallFirstMs);
  }

  #putSmallFirst(forMs: number): void {
    this.#smallFirst?.();
    this.#smallFirst = this.#small === 0 ? undefined : this.#timers.after(forMs, () => this.#calm());
    if (this.#small === 0) this.#calm();
  }

  #calm(): void {
    this.#smallFirst = undefined;
    const calmed = this.#calmed;
    this.#calmed = [];
    for (const resolve of calmed) resolve();
    this.#pump();
  }

  #leaveCluster(cluster: ClusterId): void {
    const left = (this.#perCluster.get(cluster) ?? 1) - 1;
    if (left === 0) this.#perCluster.delete(cluster);
    else this.#perCluster.set(cluster, left);
  }
}
