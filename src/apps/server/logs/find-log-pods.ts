import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterId, Scope } from '../../../core/fleet/fleet-view.ts';
import { type PodChoice, podChoice, podOfName } from '../../../core/kube/log-pod-choice.ts';
import type { KubeObject } from '../../../core/kube/object.ts';
import { type AnswerObject, answerObjects } from '../../../core/query/answer-objects.ts';
import type { LogQuery } from '../../../core/query/log-query.ts';
import { globTest, isGlob, namePatterns } from '../../../core/query/name-patterns.ts';
import { resolveClusters } from '../../../core/query/resolve-clusters.ts';
import { tableQuery } from '../../../core/query/table-query.ts';
import { resolveBuiltin } from '../../../core/resources/builtin-resources.ts';
import { type Answering, ask, refuseDenied } from '../ask.ts';
import { driveSlices } from '../drive-slices.ts';

/** Which pods of which clusters have the logs that a question wants. */
export interface LogPodsFound {
  readonly clusters: readonly ClusterId[];
  readonly choices: ReadonlyMap<ClusterId, readonly PodChoice[]>;
  /** Clusters and objects that could not be asked or do not exist, in words. */
  readonly notices: readonly string[];
}

/** Workloads between an object without a selector and its pods. */
const between = ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs'];

/** Turns a question into choices of pods; reads workloads where they are named. HindsightError for a mistake in it. */
export async function findLogPods(
  answering: Answering,
  q: { readonly query: LogQuery; readonly scope: Scope; readonly signal: AbortSignal },
): Promise<LogPodsFound> {
  const { query } = q;
  if (resolveBuiltin(query.resource)?.id === 'pods') return podsThemselves(answering, query);
  const { objects, notices, clusters } = await workloads(answering, q);
  const choices = new Map<ClusterId, PodChoice[]>();
  const without: string[] = [];
  for (const { cluster, object } of objects) {
    const owned = needsOwners(object) ? await ownedBy(answering, { ...q, cluster, object }) : [];
    const choice = podChoice(object, owned);
    if (choice === undefined) without.push(`${cluster} ${object.kind ?? query.resource} ${object.metadata.name} selects no pods.`);
    else choices.set(cluster, [...(choices.get(cluster) ?? []), choice]);
  }
  return { clusters: clusters.filter((id) => choices.has(id)), choices, notices: [...notices, ...without] };
}

function podsThemselves({ directory, namespaces: policy }: Answering, query: LogQuery): LogPodsFound {
  refuseDenied(query, policy);
  const clusters = resolveClusters(query.clusters, directory);
  const namespaces = namePatterns(query.namespaces);
  const exactNames = query.names.length > 0 && !query.names.some(isGlob) && query.selector === '';
  const choices = (namespaces.exact ?? [undefined]).flatMap((namespace): PodChoice[] => {
    if (exactNames && namespace !== undefined) return query.names.map((name) => podOfName(namespace, name));
    const tests = query.names.map(globTest);
    return [
      {
        namespace,
        labelSelector: query.selector,
        test: ({ metadata }) =>
          namespaces.matches(metadata.namespace ?? '') &&
          policy?.allows(metadata.namespace ?? '') !== false &&
          (tests.length === 0 || tests.some((test) => test(metadata.name))),
      },
    ];
  });
  return { clusters, choices: new Map(clusters.map((id) => [id, choices])), notices: [] };
}

async function workloads(
  answering: Answering,
  { query, scope, signal }: { readonly query: LogQuery; readonly scope: Scope; readonly signal: AbortSignal },
): Promise<{ readonly objects: readonly AnswerObject[]; readonly notices: readonly string[]; readonly clusters: readonly ClusterId[] }> {
  const names = query.names.some(isGlob) ? [] : query.names;
  const { answer, view } = await ask(answering, {
    query: tableQuery({
      clusters: query.clusters,
      namespaces: query.namespaces,
      resources: [query.resource],
      names,
      selector: query.selector,
    }),
    scope,
    signal,
    names: 'lenient',
  });
  const tests = query.names.map(globTest);
  const objects = (await driveSlices(answerObjects(answer, view), { signal })).filter(
    ({ object }) => tests.length === 0 || tests.some((test) => test(object.metadata.name)),
  );
  const { gaps, asked } = answer.coverage;
  const notices = gaps
    .filter(({ state }) => state !== 'not served' && state !== 'stale')
    .map(({ cluster, state, reason }) => `${cluster} ${state}: ${reason}`);
  if (objects.length === 0 && notices.length < asked.length) {
    const what = `${query.resource}${query.names.length === 0 ? '' : ` "${query.names.join(', ')}"`}`;
    throw new HindsightError('object-not-found', `${what} not found in any cluster that answered`);
  }
  return { objects, notices, clusters: asked };
}

function needsOwners({ kind, spec }: KubeObject): boolean {
  return kind !== 'Service' && kind !== 'ReplicationController' && (kind === 'CronJob' || spec?.selector === undefined);
}

/** What an object owns, over several steps: Stack, Deployment, ReplicaSet. */
async function ownedBy(
  answering: Answering,
  q: { readonly scope: Scope; readonly signal: AbortSignal; readonly cluster: ClusterId; readonly object: KubeObject },
): Promise<readonly KubeObject[]> {
  const { scope, signal, cluster, object } = q;
  const resources = object.kind === 'CronJob' ? ['jobs'] : between;
  const { answer, view } = await ask(answering, {
    query: tableQuery({ clusters: [cluster], namespaces: [object.metadata.namespace ?? '_all'], resources }),
    scope,
    signal,
    names: 'lenient',
  });
  const all = (await driveSlices(answerObjects(answer, view), { signal })).map((found) => found.object);
  const owned = new Set([object.metadata.uid]);
  for (let before = 0; before < owned.size; ) {
    before = owned.size;
    for (const { metadata } of all) if (metadata.ownerReferences?.some(({ uid }) => owned.has(uid))) owned.add(metadata.uid);
  }
  return all.filter(({ metadata }) => owned.has(metadata.uid));
}
