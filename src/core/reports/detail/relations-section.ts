import type { RowId, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { matchesLabelSelector, parseLabelSelector } from '../../kube/label-selector.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtinById } from '../../resources/builtin-resources.ts';
import { compareNatural } from '../../resources/compare-natural.ts';
import { fieldsOf } from '../../resources/content.ts';
import type { DescribedSection, ObjectName } from '../describe/description.ts';
import { selectorText } from '../describe/pods-section.ts';
import { nameOf, namespaceOf, resourceOfKind, rowsWhere, type Subject, sibling } from '../describe/subject.ts';
import { text } from '../describe/values.ts';
import { type Reference, referencesOf } from './references.ts';

/** Objects looked into for one page: unpacking one costs some microseconds. */
const mostScanned = 3000;
/** Rows of a table of relations; more are counted. */
const mostRows = 30;

const workloads: readonly ResourceId[] = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'cronjobs.batch',
  'jobs.batch',
  'pods',
];

/** Which resources may name a resource. */
const usersOf: ReadonlyMap<ResourceId, readonly ResourceId[]> = new Map([
  ['configmaps', workloads],
  ['secrets', [...workloads, 'ingresses.networking.k8s.io', 'serviceaccounts']],
  ['persistentvolumeclaims', [...workloads, 'persistentvolumes']],
  ['serviceaccounts', [...workloads, 'rolebindings.rbac.authorization.k8s.io', 'clusterrolebindings.rbac.authorization.k8s.io']],
  ['services', ['ingresses.networking.k8s.io', 'statefulsets.apps']],
  ['deployments.apps', ['horizontalpodautoscalers.autoscaling']],
  ['statefulsets.apps', ['horizontalpodautoscalers.autoscaling']],
  ['replicasets.apps', ['horizontalpodautoscalers.autoscaling']],
  ['roles.rbac.authorization.k8s.io', ['rolebindings.rbac.authorization.k8s.io']],
  ['clusterroles.rbac.authorization.k8s.io', ['rolebindings.rbac.authorization.k8s.io', 'clusterrolebindings.rbac.authorization.k8s.io']],
  ['persistentvolumes', ['persistentvolumeclaims']],
  ['storageclasses.storage.k8s.io', ['persistentvolumeclaims', 'persistentvolumes']],
]);

/** What selects pods by their labels. */
const selecting: readonly ResourceId[] = ['services', 'poddisruptionbudgets.policy', 'networkpolicies.networking.k8s.io'];
const makesPods: ReadonlySet<ResourceId> = new Set([...workloads, 'replicasets.apps']);
/** What a namespace is limited by. */
const limiting: readonly ResourceId[] = ['resourcequotas', 'limitranges'];

/** The resources that the relations of an object are found in, its own left out. */
export function relationResources(resource: ResourceId): readonly ResourceId[] {
  const named = usersOf.get(resource) ?? [];
  const selected = makesPods.has(resource) ? [...selecting, 'horizontalpodautoscalers.autoscaling'] : [];
  const limited = resource === 'namespaces' ? limiting : [];
  const through = resource === 'pods' || makesPods.has(resource) ? ['ingresses.networking.k8s.io'] : [];
  return [...new Set([...named, ...selected, ...limited, ...through])].filter((one) => one !== resource);
}

/** What an object names; undefined where that is nothing. Objects that are known not to exist are said to be missing. */
export function usesSection(subject: Subject): DescribedSection | undefined {
  const references = referencesOf(subject.shard.resource.id, subject.object);
  return tableOf(
    'uses',
    'Uses',
    references.map((reference) => ({ ...reference, missing: isMissing(subject, reference) })),
  );
}

/** What names an object, selects its pods or scales it, found in one bounded look through its namespace; undefined where that is nothing. */
export function usedBySection(subject: Subject): DescribedSection | undefined {
  const { shard, object } = subject;
  const scan = { left: mostScanned };
  const found = [...namedBy(subject, scan), ...selectedBy(subject), ...limitsOf(subject)];
  const services = found.filter(({ resource }) => resource === 'services');
  const section = tableOf('used-by', 'Used by', [...found, ...ingressesOf(subject, services, scan)]);
  if (scan.left > 0) return section;
  const note = `Only the first ${mostScanned.toLocaleString('en')} objects of the namespace were looked through.`;
  const empty = { id: 'used-by', title: 'Used by', form: 'table', columns: [], rows: [], more: 0 } as const;
  return shard.resource.id === 'pods' && object.metadata.ownerReferences !== undefined ? section : { ...(section ?? empty), note };
}

type Relation = Reference & { readonly missing?: boolean };

/** True only where the shard that would have it is complete and live. */
function isMissing(subject: Subject, { resource, namespace, name }: Reference): boolean {
  const shard = sibling(subject, resource);
  return (
    shard !== undefined &&
    shard.state.state === 'live' &&
    shard.state.namespaces === undefined &&
    shard.byKey(`${namespace ?? ''}/${name}`) === undefined
  );
}

function namedBy(subject: Subject, scan: { left: number }): readonly Relation[] {
  const { shard, object } = subject;
  const own = { resource: shard.resource.id, namespace: object.metadata.namespace, name: object.metadata.name };
  return (usersOf.get(own.resource) ?? []).flatMap((resource) => {
    const users = sibling(subject, resource);
    if (users === undefined) return [];
    return candidates(users, own.namespace).flatMap((row): readonly Relation[] => {
      if (scan.left <= 0) return [];
      scan.left--;
      const each = users.object(row);
      // What a workload made says the same as the workload; what a custom resource made speaks for itself.
      if (isMadeByWorkload(each)) return [];
      return referencesOf(resource, each)
        .filter((one) => one.resource === own.resource && one.name === own.name && (one.namespace ?? '') === (own.namespace ?? ''))
        .map(({ how }) => ({ ...placeOf(users, row), how }));
    });
  });
}

function isMadeByWorkload({ metadata }: KubeObject): boolean {
  const owner = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences.find((one) => one?.controller === true) : undefined;
  const made = owner === undefined ? undefined : resourceOfKind(String(owner.kind), String(owner.apiVersion));
  return made !== undefined && makesPods.has(made);
}

function candidates(users: ShardView, namespace: string | undefined): readonly RowId[] {
  return rowsWhere(namespace !== undefined && users.resource.namespaced ? users.byNamespace(namespace) : users.rows);
}

function placeOf(shard: ShardView, row: RowId): Omit<Reference, 'how'> {
  return { resource: shard.resource.id, namespace: namespaceOf(shard, row), name: nameOf(shard, row) };
}

/** Services, disruption budgets and network policies whose selector means the pods. */
function selectedBy(subject: Subject): readonly Relation[] {
  const { object, shard } = subject;
  if (!makesPods.has(shard.resource.id)) return [];
  const template = shard.resource.id === 'pods' ? object : (object.spec?.template ?? object.spec?.jobTemplate?.spec?.template);
  const labels = fieldsOf(fieldsOf(fieldsOf(template).metadata).labels);
  const label = (key: string): string | undefined => (Object.hasOwn(labels, key) ? String(labels[key]) : undefined);
  return selecting.flatMap((resource) => {
    const shards = sibling(subject, resource);
    if (shards === undefined) return [];
    return rowsWhere(shards.byNamespace(object.metadata.namespace ?? ''))
      .slice(0, mostScanned)
      .filter((row) => selects(shards.object(row).spec, label))
      .map((row): Relation => ({ ...placeOf(shards, row), how: 'selects its pods' }));
  });
}

function selects(spec: unknown, label: (key: string) => string | undefined): boolean {
  const { podSelector, selector } = fieldsOf(spec);
  const wanted = selectorText(podSelector ?? selector);
  if (wanted === undefined) return false;
  try {
    return matchesLabelSelector(parseLabelSelector(wanted), label);
  } catch {
    return false;
  }
}

/** Ingresses that lead to services which lead to the object. */
function ingressesOf(subject: Subject, services: readonly Relation[], scan: { left: number }): readonly Relation[] {
  const ingresses = services.length === 0 ? undefined : sibling(subject, 'ingresses.networking.k8s.io');
  if (ingresses === undefined) return [];
  const names = new Set(services.map(({ name }) => name));
  return candidates(ingresses, subject.object.metadata.namespace).flatMap((row): readonly Relation[] => {
    if (scan.left-- <= 0) return [];
    const through = referencesOf(ingresses.resource.id, ingresses.object(row)).filter(
      ({ resource, name }) => resource === 'services' && names.has(name),
    );
    return through.map(({ name }) => ({ ...placeOf(ingresses, row), how: `through service ${name}` }));
  });
}

function limitsOf(subject: Subject): readonly Relation[] {
  if (subject.shard.resource.id !== 'namespaces') return [];
  return limiting.flatMap((resource) => {
    const shard = sibling(subject, resource);
    if (shard === undefined) return [];
    return rowsWhere(shard.byNamespace(subject.object.metadata.name)).map(
      (row): Relation => ({ ...placeOf(shard, row), how: 'limits it' }),
    );
  });
}

function tableOf(id: string, title: string, relations: readonly Relation[]): DescribedSection | undefined {
  const byObject = new Map<string, { readonly object: ObjectName; readonly missing: boolean; readonly how: Set<string> }>();
  for (const { resource, namespace, name, how, missing = false } of relations) {
    const key = JSON.stringify([resource, namespace, name]);
    const kind = builtinById.get(resource)?.kind ?? resource;
    const known = byObject.get(key) ?? {
      object: { resource, kind, name, ...(namespace === undefined ? {} : { namespace }) },
      missing,
      how: new Set(),
    };
    byObject.set(key, { ...known, how: known.how.add(how) });
  }
  if (byObject.size === 0) return undefined;
  const all = [...byObject.values()].sort(
    (a, b) =>
      Number(b.missing) - Number(a.missing) || compareNatural(a.object.kind, b.object.kind) || compareNatural(a.object.name, b.object.name),
  );
  return {
    id,
    title: `${title} (${all.length})`,
    form: 'table',
    columns: ['Object', 'How'],
    rows: all
      .slice(0, mostRows)
      .map(({ object, missing, how }) => [
        { type: 'object', object },
        missing ? text(`missing: ${[...how].join(', ')}`, 'bad') : text([...how].join(', ')),
      ]),
    more: Math.max(0, all.length - mostRows),
  };
}
