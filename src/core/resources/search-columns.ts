import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import type { ResourceDef } from './resource.ts';

/** Begins the names of columns that are kept for questions and never shown: no user can type it. */
export const hiddenColumnSign = '\u0001';

/** Begins each image in a cell of the traits column. */
export const imageSign = '\u0001';
/** Begins each annotation key in a cell of the traits column. */
export const annotationSign = '\u0002';
/** Begins each address in a cell of the addresses column. */
export const addressSign = '\u0003';

/** Images and annotation keys: what the objects of one workload share. */
export const traitsColumn: ColumnDef = { name: `${hiddenColumnSign}traits`, type: 'text', value: (object) => traitsOf(object, false) };

/** The same without images that a column of the resource names: those differ from revision to revision, annotation keys hardly ever. */
const furtherTraitsColumn: ColumnDef = { ...traitsColumn, value: (object) => traitsOf(object, true) };

/** Addresses and host names that no shown column has, or not all of. */
export const addressesColumn: ColumnDef = { name: `${hiddenColumnSign}addresses`, type: 'text', value: addressesOf };

/** The column of resources with the images of their containers, however they come to have it. */
export const imagesColumnName = 'Images';

const all: readonly ColumnDef[] = [traitsColumn, addressesColumn];
const allButImages: readonly ColumnDef[] = [furtherTraitsColumn, addressesColumn];

/** What search reads of an object besides names, labels and the resource's own columns: kept in the store by code, so that it costs a question per distinct value. */
export function searchColumns({ columns, kept = [] }: Pick<ResourceDef, 'columns' | 'kept'>): readonly ColumnDef[] {
  const named = columns.some(({ name }) => name === imagesColumnName) || kept.some(({ name }) => name === imagesColumnName);
  return named ? allButImages : all;
}

type Loose = KubeObject[string];

/** Runs for every object that is received: no lists in between, and `null` as early as possible. */
function traitsOf(object: KubeObject, further: boolean): string | null {
  let text = imagesOf(object.spec, further);
  const { annotations } = object.metadata;
  if (annotations !== null && typeof annotations === 'object') for (const key in annotations) text += annotationSign + key;
  return text === '' ? null : text;
}

/** Images of a pod, of the pods that an object makes, or of the jobs that it makes. */
function imagesOf(spec: Loose, further: boolean): string {
  if (spec === null || typeof spec !== 'object') return '';
  const pod = spec.containers === undefined ? (spec.template?.spec ?? spec.jobTemplate?.spec?.template?.spec) : spec;
  if (pod === null || typeof pod !== 'object') return '';
  const more = imagesIn(pod.initContainers) + imagesIn(pod.ephemeralContainers);
  return further ? more : imagesIn(pod.containers) + more;
}

function imagesIn(containers: Loose): string {
  if (!Array.isArray(containers)) return '';
  let text = '';
  for (const container of containers) if (typeof container?.image === 'string') text += imageSign + container.image;
  return text;
}

/** Told by the content of the object, not by its resource: a definition may be one that a CRD or a server's Table made. */
function addressesOf(object: KubeObject): string | null {
  const { spec, status } = object;
  let text = '';
  if (status?.hostIP !== undefined || status?.podIPs !== undefined) text = podAddresses(object);
  else if (spec?.clusterIP !== undefined || spec?.clusterIPs !== undefined) text = serviceAddresses(object);
  else if (status?.addresses !== undefined) text = fieldIn(status.addresses, 'address');
  else if (object.subsets !== undefined) text = endpointAddresses(object);
  else if (object.endpoints !== undefined) text = sliceAddresses(object);
  else if (spec?.rules !== undefined || spec?.tls !== undefined) text = ingressAddresses(object);
  return text === '' ? null : text;
}

/** The first address of a pod has a column of its own. */
function podAddresses({ status }: KubeObject): string {
  let text = address(status.hostIP);
  if (Array.isArray(status.podIPs)) for (let i = 1; i < status.podIPs.length; i++) text += address(status.podIPs[i]?.ip);
  return text;
}

function serviceAddresses({ spec, status }: KubeObject): string {
  let text = '';
  if (Array.isArray(spec.clusterIPs)) for (let i = 1; i < spec.clusterIPs.length; i++) text += address(spec.clusterIPs[i]);
  if (Array.isArray(spec.externalIPs)) for (const ip of spec.externalIPs) text += address(ip);
  return text + balancerAddresses(status?.loadBalancer);
}

function ingressAddresses({ spec, status }: KubeObject): string {
  let text = fieldIn(spec.rules, 'host');
  if (Array.isArray(spec.tls))
    for (const each of spec.tls)
      if (Array.isArray(each?.hosts)) for (const host of each.hosts) if (!text.includes(host)) text += address(host);
  return text + balancerAddresses(status?.loadBalancer);
}

function balancerAddresses(balancer: Loose): string {
  return fieldIn(balancer?.ingress, 'ip') + fieldIn(balancer?.ingress, 'hostname');
}

function endpointAddresses({ subsets }: KubeObject): string {
  if (!Array.isArray(subsets)) return '';
  let text = '';
  for (const subset of subsets) text += fieldIn(subset?.addresses, 'ip') + fieldIn(subset?.notReadyAddresses, 'ip');
  return text;
}

function sliceAddresses({ endpoints }: KubeObject): string {
  if (!Array.isArray(endpoints)) return '';
  let text = '';
  for (const endpoint of endpoints) if (Array.isArray(endpoint?.addresses)) for (const each of endpoint.addresses) text += address(each);
  return text;
}

function fieldIn(list: Loose, field: string): string {
  if (!Array.isArray(list)) return '';
  let text = '';
  for (const each of list) text += address(each?.[field]);
  return text;
}

function address(value: unknown): string {
  return typeof value === 'string' && value !== '' ? addressSign + value : '';
}
