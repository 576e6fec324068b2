import type { KubeObject } from '../kube/object.ts';
import { itemsOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** `pending`, `allocated`, `allocated,reserved`, with `deleted` before it or alone. Source: printers.go resourceClaimState. */
function state(claim: KubeObject): string {
  const deleted = Boolean(claim.metadata?.deletionTimestamp);
  const allocation = claim.status?.allocation;
  if (allocation === undefined || allocation === null) return deleted ? 'deleted' : 'pending';
  const allocated = itemsOf(claim.status.reservedFor).length > 0 ? 'allocated,reserved' : 'allocated';
  return deleted ? `deleted,${allocated}` : allocated;
}

/** Resource claims. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printResourceClaim. */
export const resourceClaims: ResourceDef = declareResource({
  group: 'resource.k8s.io',
  version: 'v1',
  plural: 'resourceclaims',
  kind: 'ResourceClaim',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [nameColumn, { name: 'State', type: 'text', value: state }, ageColumn],
});
