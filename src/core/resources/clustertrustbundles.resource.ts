import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Cluster trust bundles. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printClusterTrustBundle. */
export const clusterTrustBundles: ResourceDef = declareResource({
  group: 'certificates.k8s.io',
  version: 'v1',
  plural: 'clustertrustbundles',
  kind: 'ClusterTrustBundle',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [nameColumn, { name: 'SignerName', type: 'text', value: (bundle) => textOrNull(bundle.spec?.signerName) }],
});
