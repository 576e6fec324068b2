import { certificateSigningRequest, makeAuthority } from '../../kit/real-certificates.ts';
import type { Any } from '../contract-server.ts';
import { ago, type ParityObject } from './parity-object.ts';

const certificates = 'certificates.k8s.io';
const authority = makeAuthority('parity-ca');
const request = Buffer.from(certificateSigningRequest({ commonName: 'system:node:node-a', organizations: ['system:nodes'] })).toString(
  'base64',
);
const issued = Buffer.from(authority.issue({ commonName: 'jane' }).cert).toString('base64');

function signing(name: string, more: Any, conditions: readonly string[], withCertificate = false): ParityObject {
  const approval = {
    status: {
      conditions: conditions.map((type) => ({ type, status: 'True', reason: 'Testing', message: 'for the test', lastUpdateTime: ago(10) })),
    },
  };
  return {
    resource: `certificatesigningrequests.${certificates}`,
    name,
    body: { spec: { request, signerName: 'example.org/signer', usages: ['client auth'], ...more } },
    ...(conditions.length === 0 ? {} : { subresources: { approval } }),
    ...(withCertificate ? { status: { certificate: issued } } : {}),
  };
}

const stub = Buffer.from(certificateSigningRequest({ commonName: 'ignored' }).replace(/-----.*-----|\n/g, ''), 'base64').toString('base64');

function podCertificate(name: string, more: Any, condition?: string): ParityObject {
  const conditions = [{ type: condition, status: 'True', reason: 'Testing', message: 'for the test', lastTransitionTime: ago(10) }];
  return {
    resource: `podcertificaterequests.${certificates}`,
    name,
    body: {
      spec: {
        signerName: 'example.org/signer',
        podName: 'running',
        podUID: 'u-1',
        serviceAccountName: 'robot',
        serviceAccountUID: 'u-2',
        nodeName: 'node-a',
        nodeUID: 'u-3',
        maxExpirationSeconds: 86_400,
        stubPKCS10Request: stub,
        ...more,
      },
    },
    ...(condition === undefined ? {} : { status: { conditions } }),
  };
}

/** Certificate signing requests, pod certificates and trust bundles. */
export const certificateObjects: readonly ParityObject[] = [
  signing('pending', {}, []),
  signing('approved', { expirationSeconds: 86_400 }, ['Approved']),
  signing('denied', { expirationSeconds: 5_400 }, ['Denied']),
  signing('issued', { expirationSeconds: 600 }, ['Approved'], true),
  podCertificate('pending', { unverifiedUserAnnotations: { 'example.org/a': 'b', 'example.org/c': 'd' } }),
  podCertificate('denied', {}, 'Denied'),
  podCertificate('failed', {}, 'Failed'),
  { resource: `clustertrustbundles.${certificates}`, name: 'plain', body: { spec: { trustBundle: authority.cert } } },
  {
    resource: `clustertrustbundles.${certificates}`,
    name: 'example.org:signer:main',
    body: { spec: { signerName: 'example.org/signer', trustBundle: authority.cert } },
  },
];
