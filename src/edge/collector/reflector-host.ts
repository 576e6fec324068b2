import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import type { ApiFailure, ApiServer } from '../client/api-server.ts';
import type { ListClass, ListLease } from './list-schedule.ts';
import type { Timers } from './timers.ts';

/** What a reflector needs of its cluster. */
export interface ReflectorHost {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** The connection; another one after the target changed. */
  api(): ApiServer;
  /** Resolves when the cluster may be asked: at once while it answers, after its next successful attempt while it does not. */
  mayAsk(signal: AbortSignal): Promise<void>;
  /** A place among the lists of the fleet; undefined when aborted. */
  place(listClass: ListClass, signal: AbortSignal): Promise<ListLease | undefined>;
  /** Resolves when the fleet's small lists are in or late, or when aborted: what can wait until then must. */
  calm(signal: AbortSignal): Promise<void>;
  /** The API server answered. */
  answered(serverDateMs?: number): void;
  /** The API server could not be reached or refuses us as a whole. */
  unanswered(failure: ApiFailure): void;
  /** When the cluster answered first, or again after a failure; 0 before. */
  reachableSinceMs(): number;
  /** A watch broke: what we hold needs a fresh proof. */
  doubt(): void;
  /** Empty while the cluster's last probe answered and found our history; else why watches cannot be trusted. */
  distrust(): string;
  /** Namespaces to try where listing all of them is forbidden. */
  namespaces(): Promise<readonly string[]>;
  log(level: 'info' | 'warn' | 'error', message: string, keys?: Readonly<Record<string, unknown>>): void;
}
