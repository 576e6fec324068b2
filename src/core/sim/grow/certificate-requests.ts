import type { KubeObject } from '../../kube/object.ts';
import { base64 } from '../base64.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';

const hourMs = 3_600_000;

/** The CertificateSigningRequests of kubelets that asked for a serving certificate lately. Issued ones are kept for an hour. Source: k8s.io/kubernetes pkg/controller/certificates/cleaner. */
export function growCertificateRequests(plan: ClusterPlan): KubeObject[] {
  const { epochMs } = plan.identity;
  return plan.nodes.flatMap((node) => {
    // A kubelet renews its certificate every few weeks; one in eighty did within the hour.
    const drawn = Number.parseInt(plan.mint.digest(`csr/${node.name}`).slice(0, 4), 16);
    const isNew = node.createdMs > epochMs - hourMs;
    if (!isNew && drawn % 80 !== 0) return [];
    const createdMs = isNew ? node.createdMs + 8000 : epochMs - (drawn % 3000) * 1000;
    const isPending = !isNew && drawn % 160 === 0;
    const at = stamp(createdMs + 400);
    return makeObject(plan, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      resource: 'certificatesigningrequests.certificates.k8s.io',
      name: `csr-${plan.mint.digest(`csr-name/${node.name}`).slice(0, 5)}`,
      generateName: 'csr-',
      createdMs,
      manager: 'kubelet',
      body: {
        spec: {
          request: base64(
            `-----BEGIN CERTIFICATE REQUEST-----\n${plan.mint.digest(`request/${node.name}`)}\n-----END CERTIFICATE REQUEST-----\n`,
          ),
          signerName: 'kubernetes.io/kubelet-serving',
          usages: ['digital signature', 'server auth'],
          username: `system:node:${node.name}`,
          groups: ['system:nodes', 'system:authenticated'],
        },
        status: isPending
          ? {}
          : {
              conditions: [
                {
                  type: 'Approved',
                  status: 'True',
                  reason: 'AutoApproved',
                  message: 'Auto approving kubelet serving certificate',
                  lastUpdateTime: at,
                  lastTransitionTime: at,
                },
              ],
              certificate: base64(
                `-----BEGIN CERTIFICATE-----\n${plan.mint.digest(`certificate/${node.name}`)}\n-----END CERTIFICATE-----\n`,
              ),
            },
      },
    });
  });
}
