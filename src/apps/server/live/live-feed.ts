import type { FleetView, Scope } from '../../../core/fleet/fleet-view.ts';
import type { FleetEvent } from '../../../core/fleet/fleet-writer.ts';
import type { LiveChanges, LiveSnapshot } from '../../../core/query/live-changes.ts';
import { LiveTable } from '../../../core/query/live-table.ts';
import { planQuery } from '../../../core/query/plan-query.ts';
import type { Answer } from '../../../core/query/table.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import type { ShardNeed } from '../../../edge/collector/fleet-source.ts';
import { systemTimers } from '../../../edge/collector/system-timers.ts';
import { sleep } from '../../../edge/collector/timers.ts';
import { type Answering, planQuestion } from '../ask.ts';
import { driveSlices } from '../drive-slices.ts';

/** What a live feed reads from. */
export interface LiveSource extends Answering {
  /** A view of now. */
  view(scope: Scope): FleetView;
  /** Hears of every change in the store; the answer ends it. */
  subscribe(listener: (event: FleetEvent) => void): () => void;
  /** Keeps what is looked at in sync; the answer lets it go. */
  hold(need: readonly ShardNeed[]): () => void;
}

/** A question to follow. */
export interface LiveFeedRequest {
  readonly query: TableQuery;
  readonly scope: Scope;
  /** What the reader has already. */
  readonly cursor?: string;
  /** The answer that the cursor stands for, where it is still known. */
  readonly earlier?: Answer | undefined;
  readonly names?: 'strict' | 'lenient';
  /** Ends the feed. */
  readonly signal: AbortSignal;
  /** Changes are told at most this often; default 100 ms, which people see as at once. */
  readonly paceMs?: number;
  /** False while the reader is behind: changes are then collected and told together later. */
  canTake?(): boolean;
  /** `tables` are the frames of the answer's tables, for printing rows. */
  onMessage(message: LiveSnapshot | LiveChanges, tables: LiveTable['frames']): void;
}

/**
 * Follows one question: a snapshot, then changes, until the signal ends it; resolves then. Rejects with HindsightError for a mistake in the question.
 * Costs of a change are paid once per pace, however many events arrived.
 */
export async function followQuestion(source: LiveSource, q: LiveFeedRequest): Promise<void> {
  const plan = await planQuestion(source, q);
  await source.source.open({ need: plan.needs, scope: q.scope, signal: q.signal });
  const release = source.hold(plan.needs);
  const table = new LiveTable({
    plan,
    view: () => source.view(q.scope),
    columns: source.columns,
    replan: () => planQuery(q.query, source.directory, { scope: q.names ?? 'strict' }),
  });
  const wake = new Wake();
  const unsubscribe = source.subscribe((event) => {
    table.accept(event);
    if (table.pending) wake.now();
  });
  try {
    q.onMessage(await driveSlices(table.open(source.clock.nowMs(), q.cursor, q.earlier), { signal: q.signal }), table.frames);
    await keepTelling(table, source, q, wake);
  } catch (error) {
    if (!q.signal.aborted) throw error;
  } finally {
    unsubscribe();
    release();
  }
}

/** Changes come in batches: so long after the first one the others of its batch are there. */
const gatherMs = 10;
/** A table too long to be tracked row by row is answered anew; one viewer of it takes at most about a fifth of the process. */
const restPerWork = 4;
const longestPaceMs = 2000;

async function keepTelling(table: LiveTable, source: LiveSource, q: LiveFeedRequest, wake: Wake): Promise<void> {
  const paceMs = q.paceMs ?? 100;
  let toldAt = performance.now();
  let costMs = 0;
  while (!q.signal.aborted) {
    const checkAtMs = table.nextCheckMs();
    const restMs = checkAtMs === undefined ? undefined : Math.max(0, checkAtMs - source.clock.nowMs());
    if (!table.pending) await wake.wait(restMs, q.signal);
    // A change after some quiet is told almost at once, a storm at the pace; tables that cost much to follow, more slowly.
    const sincePaceMs = Math.max(paceMs, Math.min(costMs * restPerWork, longestPaceMs)) - (performance.now() - toldAt);
    await sleep(systemTimers, Math.max(sincePaceMs, Math.min(gatherMs, paceMs)), q.signal);
    if (q.signal.aborted) return;
    toldAt = performance.now();
    if (q.canTake?.() === false) continue;
    const message = await driveSlices(table.take(source.clock.nowMs()), { signal: q.signal });
    if (message !== undefined) q.onMessage(message, table.frames);
    costMs = performance.now() - toldAt;
  }
}

/** What a timer of Node can hold; waking up once in 24 days does no harm. */
const longestTimerMs = 2 ** 31 - 1;

/** Lets one waiter sleep until something happens. */
class Wake {
  #resolve: (() => void) | undefined;

  now(): void {
    this.#resolve?.();
  }

  /** Resolves at `now()`, after `ms` if given, or when the signal aborts. */
  async wait(ms: number | undefined, signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    const nap = new AbortController();
    await Promise.race([woken, sleep(systemTimers, Math.min(ms ?? longestTimerMs, longestTimerMs), AbortSignal.any([signal, nap.signal]))]);
    this.#resolve = undefined;
    nap.abort();
  }
}
