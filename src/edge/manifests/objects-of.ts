import type { FieldPath } from '../../core/checks/fault.ts';
import type { KubeObject } from '../../core/kube/object.ts';

/** An object of a document, with where it stands in it. */
export interface PlacedObject {
  readonly object: KubeObject;
  readonly within: FieldPath;
}

/** Groups of files that look like objects and are settings of tools, which no API server knows. */
const toolGroups = [
  'kustomize.config.k8s.io/',
  'skaffold/',
  'kubeadm.k8s.io/',
  'kubelet.config.k8s.io/',
  'config.kubernetes.io/',
  'kind.x-k8s.io/',
];

/** The objects of a document: one, those of a List, or none with what is odd about it; a document that is no object at all gives neither. */
export function objectsOf(value: unknown, within: FieldPath = []): { readonly objects: readonly PlacedObject[]; readonly oddity?: string } {
  if (!isRecord(value)) return { objects: [] };
  const { apiVersion, kind, metadata, items } = value;
  if (typeof kind !== 'string' || kind === '') return { objects: [] };
  if (typeof apiVersion !== 'string' || apiVersion === '')
    return isRecord(metadata) && isRecord(value.spec)
      ? { objects: [], oddity: `${kind} has no apiVersion, so that no API server takes it` }
      : { objects: [] };
  // Answers of an API server, and questions to one: nobody keeps them.
  if (kind === 'Status' || kind.endsWith('Review')) return { objects: [] };
  if (toolGroups.some((group) => apiVersion.startsWith(group)) || isKubeconfig(value)) return { objects: [] };
  if (Array.isArray(items) && kind.endsWith('List')) return ofList(items, within);
  if (!isRecord(metadata))
    return isRecord(value.spec) ? { objects: [], oddity: `${kind} has no metadata, so that no API server takes it` } : { objects: [] };
  if (typeof metadata.name !== 'string' && typeof metadata.generateName !== 'string')
    return { objects: [], oddity: metadata.name === undefined ? `${kind} has no metadata.name` : `metadata.name of ${kind} is not a text` };
  return { objects: [{ object: value as unknown as KubeObject, within }] };
}

function ofList(items: readonly unknown[], within: FieldPath): { readonly objects: readonly PlacedObject[]; readonly oddity?: string } {
  const all = items.map((item, i) => objectsOf(item, [...within, 'items', i]));
  const oddity = all.find((one) => one.oddity !== undefined)?.oddity;
  return { objects: all.flatMap(({ objects }) => objects), ...(oddity === undefined ? {} : { oddity }) };
}

function isKubeconfig({ apiVersion, kind, clusters, contexts }: Record<string, unknown>): boolean {
  return apiVersion === 'v1' && kind === 'Config' && (clusters !== undefined || contexts !== undefined);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
