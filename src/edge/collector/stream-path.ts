import { type ApiResource, listPath } from '../../core/kube/api-resource.ts';

/** One path that is listed and watched: a whole cluster's objects of one resource, or one namespace's. */
export interface StreamPath {
  readonly path: string;
  readonly namespace: string | undefined;
  /** Up to where we know; empty before the first list. */
  version: string;
  /** Kubernetes selectors, where only a part is read, once. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The path of a resource, all namespaces or one, of which nothing is known yet. */
export function streamPath(resource: Pick<ApiResource, 'group' | 'version' | 'plural'>, namespace?: string): StreamPath {
  return { path: listPath(resource, namespace), namespace, version: '' };
}
