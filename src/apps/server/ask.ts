import type { Clock } from '../../core/base/clock.ts';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import { answerQuery } from '../../core/query/answer-query.ts';
import type { FleetDirectory } from '../../core/query/fleet-directory.ts';
import type { KeptRows } from '../../core/query/kept-rows.ts';
import { namePatterns } from '../../core/query/name-patterns.ts';
import type { ObjectColumns } from '../../core/query/object-columns.ts';
import { planQuery } from '../../core/query/plan-query.ts';
import type { QueryPlan } from '../../core/query/query-plan.ts';
import { resolveClusters } from '../../core/query/resolve-clusters.ts';
import type { Answer } from '../../core/query/table.ts';
import type { TableQuery } from '../../core/query/table-query.ts';
import type { FleetSource } from '../../edge/collector/fleet-source.ts';
import type { NamespacePolicy } from '../../edge/config/namespace-policy.ts';
import { driveSlices } from './drive-slices.ts';

/** What answers questions: where views come from, what names mean, and what time it is. */
export interface Answering {
  readonly source: FleetSource & {
    /** Makes names resolvable that are no built-ins. */
    prepare(q: { clusters: readonly string[]; names: readonly string[]; signal: AbortSignal }): Promise<void>;
  };
  readonly directory: FleetDirectory;
  readonly clock: Clock;
  /** What was read of whole objects before; hears of every change. */
  readonly columns?: ObjectColumns;
  /** Namespaces that may be named; default all. */
  readonly namespaces?: NamespacePolicy;
}

/** Who asks what, and until when they care. */
export interface Question {
  readonly query: TableQuery;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** `lenient` on the command line: namespaces need not fit the resource's scope. Default `strict`. */
  readonly names?: 'strict' | 'lenient';
  /** Rows of earlier answers, for an asker that is asked the same again. */
  readonly kept?: KeptRows;
  /** The answer tells how it was found. */
  readonly explain?: boolean;
  /** Objects that were unpacked so far. */
  readonly onUnpacked?: (count: number) => void;
  /** Clusters that are done, out of those asked. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An answer, and what it was read from: for entity tags and whole objects. */
export interface Asked {
  readonly answer: Answer;
  readonly plan: QueryPlan;
  readonly view: FleetView;
}

/** Answers one question from what is known, with its coverage and the seconds it took. HindsightError for a mistake in the question. */
export async function ask(answering: Answering, question: Question): Promise<Asked> {
  const started = performance.now();
  const { scope, signal, onProgress } = question;
  const plan = await planQuestion(answering, question);
  const view = await answering.source.open({ need: plan.needs, scope, signal, ...(onProgress && { onProgress }) });
  const { kept, onUnpacked, explain } = question;
  const options = { kept, columns: answering.columns, onUnpacked, ...(explain === true && { explainUs }) };
  const answer = await driveSlices(answerQuery(plan, view, answering.clock.nowMs(), options), { signal });
  const coverage = { ...answer.coverage, seconds: (performance.now() - started) / 1000 };
  return { answer: { ...answer, coverage }, plan, view };
}

function explainUs(): number {
  return performance.now() * 1000;
}

/** Turns the names in a question into clusters and resources; waits for discovery only where a name is no built-in. */
export async function planQuestion(
  { source, directory, namespaces }: Answering,
  { query, signal, names }: Pick<Question, 'query' | 'signal' | 'names'>,
): Promise<QueryPlan> {
  refuseDenied(query, namespaces);
  const clusters = resolveClusters(query.clusters, directory);
  await source.prepare({ clusters, names: query.resources, signal });
  return planQuery(query, directory, { scope: names ?? 'strict' });
}

/** Denied namespaces have no objects here; one that is named is refused, so that nobody takes it for empty. Source: kube-web-view (web-view.md A.1). */
export function refuseDenied({ namespaces = [] }: Pick<TableQuery, 'namespaces'>, policy: NamespacePolicy | undefined): void {
  const { exact } = namePatterns(namespaces);
  const denied = policy === undefined ? undefined : exact?.find((name) => !policy.allows(name));
  if (denied === undefined) return;
  throw new HindsightError('forbidden', 'Access to this Namespace was denied by configuration', {
    hint: `"${denied}" is left out by include or exclude of the configuration's namespaces.`,
  });
}
