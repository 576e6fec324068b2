import type { KubeObject } from '../kube/object.ts';
import { itemsOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { labelText } from './label-text.ts';
import { nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** The last of the conditions that end a request. */
function state(request: KubeObject): string {
  let found = 'Pending';
  for (const condition of itemsOf(request.status?.conditions)) {
    const type = condition?.type;
    if (type === 'Issued' || type === 'Denied' || type === 'Failed') found = type;
  }
  return found;
}

/** Pod certificate requests. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPodCertificateRequest. */
export const podCertificateRequests: ResourceDef = declareResource({
  group: 'certificates.k8s.io',
  version: 'v1',
  plural: 'podcertificaterequests',
  kind: 'PodCertificateRequest',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'PodName', type: 'text', missing: '', value: (request) => textOrNull(request.spec?.podName) },
    { name: 'ServiceAccountName', type: 'text', missing: '', value: (request) => textOrNull(request.spec?.serviceAccountName) },
    { name: 'NodeName', type: 'text', missing: '', value: (request) => textOrNull(request.spec?.nodeName) },
    { name: 'SignerName', type: 'text', missing: '', value: (request) => textOrNull(request.spec?.signerName) },
    { name: 'State', type: 'text', value: state },
    {
      name: 'UnverifiedUserAnnotations',
      type: 'text',
      value: (request) => labelText(request.spec?.unverifiedUserAnnotations) || null,
    },
  ],
});
