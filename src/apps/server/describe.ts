import type { FleetView } from '../../core/fleet/fleet-view.ts';
import type { PlanNeed } from '../../core/query/query-plan.ts';
import type { Answer, Table, TableRow } from '../../core/query/table.ts';
import { describeObject, relatedResources } from '../../core/reports/describe/describe-object.ts';
import type { DescribedAnswer } from '../../core/reports/describe/described-answer.ts';
import type { Description } from '../../core/reports/describe/description.ts';
import { type Answering, ask, type Question } from './ask.ts';

/** Objects described at most: each reads its relations, and nobody reads more. */
export const mostDescribed = 100;

/** Finds the objects of a question and describes each with what belongs to it. HindsightError for a mistake in the question. */
export async function describeQuestion(answering: Answering, question: Question): Promise<DescribedAnswer> {
  const started = performance.now();
  const query = { ...question.query, limit: Math.min(question.query.limit ?? mostDescribed, mostDescribed) };
  const { answer, plan } = await ask(answering, { ...question, query });
  const defs = new Map(plan.tables.map(({ resource, def }) => [resource, def]));
  const need = answer.tables.flatMap((table) => {
    const def = defs.get(table.resource);
    return def === undefined ? [] : relatedNeeds(table, relatedResources(def));
  });
  const view = await answering.source.open({ need, scope: question.scope, signal: question.signal });
  const descriptions: Description[] = [];
  for (const table of answer.tables) {
    for (const row of table.rows) {
      const described = describeRow(view, table, row, answering.clock.nowMs());
      if (described !== undefined) descriptions.push(described);
      await new Promise((resolve) => setImmediate(resolve));
      question.signal.throwIfAborted();
    }
  }
  const coverage = { ...answer.coverage, seconds: (performance.now() - started) / 1000 };
  return { answer: withCut({ ...answer, coverage }), descriptions };
}

/** What belongs to the rows of a table: of their namespaces, once each. */
function relatedNeeds(table: Table, related: readonly string[]): readonly PlanNeed[] {
  const needs = new Map<string, PlanNeed>();
  for (const { cluster, namespace, name } of table.rows)
    for (const resource of related) {
      const narrow = narrowOf(table, resource, { namespace, name });
      needs.set(JSON.stringify([cluster, resource, narrow]), { cluster, resource, ...(narrow === undefined ? {} : { narrow }) });
    }
  return [...needs.values()];
}

function narrowOf(table: Table, resource: string, { namespace, name }: Pick<TableRow, 'namespace' | 'name'>): PlanNeed['narrow'] {
  if (namespace !== undefined) return { namespace };
  if (resource === 'events') return { fieldSelector: `involvedObject.kind=${table.kind},involvedObject.name=${name}` };
  return table.resource === 'nodes' && resource === 'pods' ? { fieldSelector: `spec.nodeName=${name}` } : undefined;
}

/** Undefined for a row whose object went meanwhile. */
function describeRow(view: FleetView, table: Table, { cluster, namespace, name }: TableRow, nowMs: number): Description | undefined {
  const shard = view.shard(cluster, table.resource);
  const row = shard?.byKey(`${namespace ?? ''}/${name}`);
  return shard === undefined || row === undefined ? undefined : describeObject(view, shard, row, nowMs);
}

function withCut(answer: Answer): Answer {
  const cut = answer.tables.filter(({ rows, total }) => rows.length < total);
  if (cut.length === 0) return answer;
  return { ...answer, notices: [...answer.notices, `At most ${mostDescribed} objects are described; name fewer, or look with get.`] };
}
