import type { FastifyReply, FastifyRequest } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import type { ClusterId, FleetView } from '../../../core/fleet/fleet-view.ts';
import { resourceTypes } from '../../../core/query/resource-types.ts';
import { tableQuery } from '../../../core/query/table-query.ts';
import { withForbidden } from '../../../core/query/with-forbidden.ts';
import type { NamespaceLine } from '../../../core/reports/cluster-html.report.ts';
import { ask } from '../ask.ts';
import { askerSignal } from '../asker-signal.ts';
import { contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams, requestUrl } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** The page of one cluster. In any other form its address leads to the list of its namespaces. */
export async function sendClusterPage(
  request: FastifyRequest<{ Params: { cluster: string } }>,
  reply: FastifyReply,
  parts: ServerParts,
): Promise<FastifyReply> {
  const { cluster } = request.params;
  const { directory, clock } = parts;
  const facts = directory.cluster(cluster);
  if (facts === undefined) throw unknownCluster(cluster, directory.clusters());
  const form = requestFormat(request);
  if (form !== 'html') return reply.redirect(`/clusters/${encodeURIComponent(facts.id)}/namespaces${requestUrl(request).search}`, 302);
  const query = tableQuery({ clusters: [facts.id], resources: ['namespaces'] });
  const { answer, view } = await ask(parts, { query, scope: request.scope, signal: askerSignal(reply) });
  const [shown = facts] = withForbidden([directory.cluster(facts.id) ?? facts], view);
  const [gap] = answer.coverage.gaps;
  const page = {
    facts: shown,
    namespaces: namespaceLines(view, facts.id),
    namespaceGap: gap === undefined ? '' : `Namespaces are ${gap.state}${gap.reason === '' ? '' : `: ${gap.reason}`}.`,
    types: resourceTypes([facts.id], directory, false),
    nowMs: clock.nowMs(),
    params: requestParams(request),
  };
  return reply
    .type(contentTypes.html)
    .header('vary', 'Accept, User-Agent, Cookie')
    .header('cache-control', 'no-cache')
    .send(parts.render.clusterPage(page));
}

function namespaceLines(view: FleetView, cluster: ClusterId): readonly NamespaceLine[] {
  const shard = view.shard(cluster, 'namespaces');
  const pods = view.shard(cluster, 'pods');
  const lines: NamespaceLine[] = [];
  shard?.rows.forEach((row) => {
    const name = shard.key(row).replace(/^.*\//, '');
    const created = shard.column('Created')?.numbers?.number(row) ?? Number.NaN;
    lines.push({
      name,
      status: String(shard.column('Status')?.cell(row) ?? ''),
      labels: shard.labels(row),
      createdMs: Number.isNaN(created) ? null : created,
      pods: pods === undefined || pods.state.state === 'forbidden' ? undefined : pods.byNamespace(name).size,
    });
  });
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unknownCluster(cluster: string, known: readonly { readonly id: string }[]): HindsightError {
  const near = nearest(
    cluster,
    known.map(({ id }) => id),
  );
  const hint = near.length === 0 ? '/clusters lists the names.' : `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`;
  return new HindsightError('cluster-unknown', `Cluster "${cluster}" not found`, { hint });
}
