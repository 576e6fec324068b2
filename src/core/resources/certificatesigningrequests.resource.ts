import { humanDuration } from '../kube/duration.ts';
import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOrNull, textOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** `Pending`, `Approved` or `Denied`, then `,Failed` and `,Issued`. Source: printers.go extractCSRStatus. */
function condition(request: KubeObject): string {
  const types = new Set(itemsOf(request.status?.conditions).map((each) => textOf(each?.type)));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  const issued = textOf(request.status?.certificate) !== '';
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${issued ? ',Issued' : ''}`;
}

/** Certificate signing requests. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printCertificateSigningRequest. */
export const certificateSigningRequests: ResourceDef = declareResource({
  group: 'certificates.k8s.io',
  version: 'v1',
  plural: 'certificatesigningrequests',
  kind: 'CertificateSigningRequest',
  namespaced: false,
  shortNames: ['csr'],
  categories: [],
  columns: [
    nameColumn,
    ageColumn,
    { name: 'SignerName', type: 'text', value: (request) => textOrNull(request.spec?.signerName) },
    { name: 'Requestor', type: 'text', missing: '', value: (request) => textOrNull(request.spec?.username) },
    {
      name: 'RequestedDuration',
      type: 'number',
      description: 'How long the certificate should be valid, in seconds',
      print: (seconds) => humanDuration((seconds as number) * 1000),
      value: (request) => numberOrNull(request.spec?.expirationSeconds),
    },
    { name: 'Condition', type: 'text', value: condition },
  ],
});
