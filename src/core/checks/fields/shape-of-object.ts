import type { KubeObject } from '../../kube/object.ts';
import { apiRemovalOf } from '../api-removals.ts';
import type { Inventory } from '../inventory.ts';
import { builtinShape } from './decode-field-table.ts';
import type { ObjectShape } from './field-shape.ts';
import { customShape } from './structural-shape.ts';

/** What is known of the fields of an object. */
export interface KnownShape {
  readonly shape: ObjectShape;
  /** False for a version that is gone, read with the fields of the one after it: fields that it alone had are not there. */
  readonly exact: boolean;
}

/**
 * Groups whose kinds have kept their fields from version to version. Ingress, autoscalers and custom resource definitions have moved theirs.
 * Source: Kubernetes' deprecation guide, "notable changes".
 */
const steadyGroups: ReadonlySet<string> = new Set(['apps', 'batch', 'policy', 'rbac.authorization.k8s.io', 'scheduling.k8s.io']);

/** The fields that an object may have; undefined for kinds of which nothing is known. */
export function shapeOfObject({ apiVersion = '', kind = '' }: KubeObject, inventory: Inventory): KnownShape | undefined {
  const own = builtinShape(apiVersion, kind, inventory.minor) ?? builtinShape(apiVersion, kind, undefined);
  if (own !== undefined) return { shape: own, exact: true };
  const later = apiRemovalOf(apiVersion, kind)?.replacement?.apiVersion;
  if (later !== undefined && steadyGroups.has(later.split('/')[0] as string)) {
    const shape = builtinShape(later, kind, inventory.minor);
    if (shape !== undefined) return { shape, exact: false };
  }
  const custom = apiVersion.includes('.') ? customShape(apiVersion, kind, inventory) : undefined;
  return custom === undefined ? undefined : { shape: custom, exact: true };
}
