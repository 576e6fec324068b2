import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import type { Story } from './story.ts';

/** Turnitin, 2018. */
export const turnitinMenaceElb: Story = {
  id: 'turnitin-menace-elb',
  headline: 'The load balancer moves, and every kubelet talks to nobody',
  title: 'Kubernetes and the Menace ELB, the tale of an outage',
  organisation: 'Turnitin',
  year: 2018,
  medium: 'blog post',
  url: 'https://itnext.io/kubernetes-and-the-menace-elb-the-tale-of-an-outage-c00bef678fc0',
  involved: ['aws', 'kube-aws', 'elb-ips', 'api-server', 'kubelet', 'node-notready', 'connection-reuse'],
  impact: 'The cluster was out of service for about 15 minutes.',
  summary:
    'The kubelets reached the API server through an elastic load balancer. When its addresses changed, they kept their old connections and sent their state into the void until the connection timed out, while the control plane took the nodes for dead.',
  lesson: 'Use an address for the API server that stays, and versions of the kubelet that notice a dead connection.',
  checks: [
    { check: nodeUnhealthy, rules: ['mass', 'not-ready'] },
    { check: nodeVersionSkew, rules: ['too-old'] },
  ],
  notDetectable: {
    what: 'Address changes of a cloud load balancer are not in the API.',
    ask: 'Can the address of our API server change, and how soon does a kubelet notice?',
  },
};
