import type { RowId, ShardView } from '../../fleet/fleet-view.ts';
import { matchesLabelSelector, parseLabelSelector } from '../../kube/label-selector.ts';
import { cellText } from '../../resources/cell-text.ts';
import { compareNatural } from '../../resources/compare-natural.ts';
import { fieldsOf, itemsOf, textOf } from '../../resources/content.ts';
import { statusLevel } from '../status-look.ts';
import type { DescribedSection, DescribedValue } from './description.ts';
import { nameOf, namespaceOf, rowsWhere, type Subject, sibling } from './subject.ts';
import { text } from './values.ts';

/** Rows of a table of related objects; more are counted. */
const mostRows = 20;

/** The pods of a node, of a selector, or of an owner; undefined for objects that have no pods. Pods in trouble stand first. */
export function podsSection(subject: Subject): DescribedSection | undefined {
  const pods = sibling(subject, 'pods');
  const rows = pods === undefined ? undefined : podRowsOf(subject, pods);
  if (pods === undefined || rows === undefined) return undefined;
  const onNode = subject.shard.resource.id === 'nodes';
  const columns = [...(onNode ? ['Namespace'] : []), 'Name', 'Ready', 'Status', 'Restarts', 'Age', ...(onNode ? [] : ['Node'])];
  const listed = [...rows].sort(
    (a, b) => trouble(pods, b, subject.nowMs) - trouble(pods, a, subject.nowMs) || compareNatural(nameOf(pods, a), nameOf(pods, b)),
  );
  return {
    id: 'pods',
    title: rows.length === 0 ? 'Pods' : `Pods (${rows.length})`,
    form: 'table',
    columns,
    rows: listed.slice(0, mostRows).map((row) => columns.map((name) => cellOf(pods, row, name, subject.nowMs))),
    more: Math.max(0, rows.length - mostRows),
    ...(rows.length === 0 ? { note: 'None matches.' } : {}),
  };
}

/** The pods that belong to an object; undefined where it cannot have any. */
export function podRowsOf(subject: Subject, pods: ShardView): readonly RowId[] | undefined {
  const { object, shard } = subject;
  switch (shard.resource.id) {
    case 'nodes':
      return rowsWhere(pods.byNode(object.metadata.name));
    case 'services':
    case 'poddisruptionbudgets.policy':
    case 'networkpolicies.networking.k8s.io':
      return selectedRows(subject, pods);
    case 'persistentvolumeclaims':
      return rowsWhere(pods.byNamespace(object.metadata.namespace ?? ''), (row) => usesClaim(pods, row, object.metadata.name));
    case 'deployments.apps':
    case 'cronjobs.batch':
      return ownedThrough(subject, pods, shard.resource.id === 'deployments.apps' ? 'replicasets.apps' : 'jobs.batch');
    case 'replicasets.apps':
    case 'statefulsets.apps':
    case 'daemonsets.apps':
    case 'jobs.batch':
    case 'replicationcontrollers':
      return rowsWhere(pods.byOwner(object.metadata.uid));
    default:
      return undefined;
  }
}

function ownedThrough(subject: Subject, pods: ShardView, resource: string): readonly RowId[] {
  const between = sibling(subject, resource);
  const owners = between === undefined ? [] : rowsWhere(between.byOwner(subject.object.metadata.uid));
  return owners.flatMap((row) => rowsWhere(pods.byOwner((between as ShardView).uid(row))));
}

/** Pods that a selector means; a Service without one has no pods of its own. */
function selectedRows({ object }: Subject, pods: ShardView): readonly RowId[] | undefined {
  const selector = selectorText(object.spec?.podSelector ?? object.spec?.selector);
  if (selector === undefined) return undefined;
  const parsed = parseLabelSelector(selector);
  return rowsWhere(pods.byNamespace(object.metadata.namespace ?? ''), (row) => {
    const labels = pods.labels(row);
    return matchesLabelSelector(parsed, (key) => labels.get(key));
  });
}

/** A selector of an object as Kubernetes' text form: a plain map, or matchLabels and matchExpressions; undefined where it selects nothing at all. */
export function selectorText(selector: unknown): string | undefined {
  const map = fieldsOf(selector);
  if (Object.keys(map).length === 0) return undefined;
  const structured = Object.hasOwn(map, 'matchLabels') || Object.hasOwn(map, 'matchExpressions');
  const plain = Object.entries(structured ? fieldsOf(map.matchLabels) : map).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = structured ? itemsOf(map.matchExpressions).map((each) => expressionText(fieldsOf(each))) : [];
  return [...plain, ...expressions].sort().join(',');
}

function expressionText({ key, operator, values }: ReturnType<typeof fieldsOf>): string {
  const list = itemsOf(values).map(String).join(',');
  switch (operator) {
    case 'Exists':
      return textOf(key);
    case 'DoesNotExist':
      return `!${textOf(key)}`;
    default:
      return `${textOf(key)} ${operator === 'NotIn' ? 'notin' : 'in'} (${list})`;
  }
}

function usesClaim(pods: ShardView, row: RowId, claim: string): boolean {
  return itemsOf(pods.object(row).spec?.volumes).some((volume) => fieldsOf(fieldsOf(volume).persistentVolumeClaim).claimName === claim);
}

function trouble(pods: ShardView, row: RowId, nowMs: number): number {
  const column = pods.column('Status');
  const cell = column?.cell(row) ?? null;
  const level = column === undefined || cell === null ? undefined : statusLevel('pods', 'Status', cellText(column.def, cell, nowMs));
  return level === 'bad' ? 2 : level === 'warn' || level === 'wait' ? 1 : 0;
}

/** One cell of a table of related objects; a name is a link. */
export function cellOf(shard: ShardView, row: RowId, name: string, nowMs: number): DescribedValue {
  const namespace = namespaceOf(shard, row);
  if (name === 'Name') {
    const object = {
      resource: shard.resource.id,
      kind: shard.resource.kind,
      name: nameOf(shard, row),
      ...(namespace === undefined ? {} : { namespace }),
    };
    return { type: 'object', object };
  }
  if (name === 'Namespace') return text(namespace ?? '');
  const column = shard.column(name);
  if (column === undefined) return text('');
  const cell = column.cell(row);
  if (column.def.type === 'time' && typeof cell === 'number') return { type: 'time', atMs: cell };
  const printed = cellText(column.def, cell, nowMs);
  return text(printed, statusLevel(shard.resource.id, name, printed));
}
