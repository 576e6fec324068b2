import type { FleetView, RowId, ShardView } from '../../src/core/fleet/fleet-view.ts';
import { matchesLabelSelector } from '../../src/core/kube/label-selector.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SearchPlan } from '../../src/core/query/search/plan-search.ts';
import { decodeSpans } from '../../src/core/resources/problem-spans.ts';
import { problemsColumnName } from '../../src/core/resources/problems-column.ts';

/** One result as a plain look at every object finds it. */
export interface NaiveResult {
  readonly best: number;
  readonly sum: number;
  readonly cluster: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** All that matches, best first, by unpacking every object of the view: slow, and written from the words of the guide alone. */
export function naiveSearch(plan: SearchPlan, view: FleetView): readonly NaiveResult[] {
  const results: NaiveResult[] = [];
  for (const cluster of plan.clusters) {
    const facts = view.cluster(cluster);
    if (plan.clustersToo && facts !== undefined && matchesLabelSelector(plan.selector, (key) => facts.labels[key])) {
      const others = Object.entries(facts.labels).flat();
      const score = scoreOf(plan.words, [facts.id, ...facts.aliases], others, '');
      if (score !== undefined) results.push({ ...score, cluster, resource: 'clusters', kind: 'Cluster', namespace: '', name: facts.id });
    }
    for (const resource of plan.tables?.map(({ resource }) => resource) ?? view.resources(cluster)) {
      const shard = view.shard(cluster, resource);
      shard?.rows.forEach((row) => {
        const result = resultOf(plan, shard, row);
        if (result !== undefined) results.push(result);
      });
    }
  }
  return results.sort(compare);
}

function resultOf(plan: SearchPlan, shard: ShardView, row: RowId): NaiveResult | undefined {
  const object = shard.object(row);
  const { name, namespace = '', labels = {}, uid } = object.metadata;
  if (!matchesLabelSelector(plan.selector, (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined))) return undefined;
  if (plan.namespaces.length > 0 && (!shard.resource.namespaced || !plan.namespaces.every((one) => one.matches(namespace))))
    return undefined;
  const isEvent = shard.resource.kind === 'Event';
  const others = [...fieldsOf(shard, row, object), ...(isEvent ? [name] : [])];
  const score = scoreOf(plan.words, isEvent ? [] : [name], others, uid);
  return score && { ...score, cluster: shard.cluster, resource: shard.resource.id, kind: shard.resource.kind, namespace, name };
}

function fieldsOf(shard: ShardView, row: RowId, object: KubeObject): readonly string[] {
  const { metadata, spec, status } = object;
  const shown = [...shard.resource.columns, ...(shard.resource.kept ?? [])]
    .filter(({ name, type }) => type === 'text' && !['Name', 'Selector', 'Images'].includes(name))
    .map((column) => valueOr(() => column.value(object)));
  const problems = shard.column(problemsColumnName)?.cell(row);
  const pod = spec?.containers ? spec : (spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec);
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => pod?.[list] ?? []);
  return [
    shard.resource.namespaced ? metadata.namespace : undefined,
    ...Object.entries(metadata.labels ?? {}).flat(),
    ...Object.keys(metadata.annotations ?? {}),
    ...shown,
    ...containers.map((container: { image?: string }) => container.image),
    status?.hostIP,
    ...(status?.podIPs ?? []).map(({ ip }: { ip: string }) => ip),
    ...(spec?.clusterIPs ?? []),
    ...(spec?.externalIPs ?? []),
    ...(typeof problems === 'string'
      ? decodeSpans(problems).map(({ reason, message }) => (message ? `${reason}: ${message}` : reason))
      : []),
  ].filter((text): text is string => typeof text === 'string' && text !== '');
}

function valueOr(value: () => unknown): unknown {
  try {
    return value();
  } catch {
    return undefined;
  }
}

function scoreOf(
  words: readonly string[],
  names: readonly string[],
  others: readonly string[],
  uid: string,
): { best: number; sum: number } | undefined {
  const scores = words.map((word) =>
    Math.max(
      0,
      ...names.map((name) => nameScore(name.toLowerCase(), word)),
      ...others.map((text) => otherScore(text.toLowerCase(), word)),
      uidScore(uid.toLowerCase(), word),
    ),
  );
  if (scores.includes(0)) return undefined;
  return { best: Math.max(0, ...scores), sum: scores.reduce((sum, score) => sum + score, 0) };
}

function nameScore(name: string, word: string): number {
  if (name === word) return 5;
  if (name.startsWith(word)) return 4;
  return name.includes(word) ? 3 : 0;
}

function otherScore(text: string, word: string): number {
  if (!text.includes(word)) return 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line of a message is a part of its own
  return text.split(/[\u0000-\u001f]/).includes(word) ? 2 : 1;
}

function uidScore(uid: string, word: string): number {
  if (word.length < 8 || !uid.startsWith(word)) return 0;
  return uid === word ? 5 : 1;
}

function compare(a: NaiveResult, b: NaiveResult): number {
  const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    b.best - a.best ||
    b.sum - a.sum ||
    order(a.name, b.name) ||
    order(a.kind, b.kind) ||
    order(a.cluster, b.cluster) ||
    order(a.namespace, b.namespace) ||
    order(a.resource, b.resource)
  );
}
