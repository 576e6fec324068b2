import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { pdbMissing } from '../checks/pdb-missing.check.ts';
import { shutdownRace } from '../checks/shutdown-race.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** DevOps Hof, 2019. */
export const devopshofDrainingNodes: Story = {
  id: 'devopshof-draining-nodes',
  headline: 'The load balancer only knows nodes that are being drained',
  title: 'Kubernetes Load Balancer Configuration - Beware when draining nodes',
  organisation: 'DevOps Hof',
  year: 2019,
  medium: 'blog post',
  url: 'https://www.devops-hof.de/kubernetes-load-balancer-konfiguration-beware-when-draining-nodes/',
  involved: ['gcp', 'load-balancer', 'external-traffic-policy', 'ingress-nginx', 'drain', 'cordon'],
  impact: 'All ingress traffic was lost while nodes were drained.',
  summary:
    'The Service of the ingress had externalTrafficPolicy: Local, so only nodes with an ingress pod passed the health check of the load balancer. When these nodes were cordoned and drained, the load balancer had nobody to send traffic to until pods were up elsewhere and had been noticed.',
  lesson: 'With Local, the nodes of the ingress pods are your only door. Spread these pods, and move them before you drain.',
  checks: [
    { check: shutdownRace, rules: ['local-drain'] },
    { check: pdbMissing },
    { check: singlePointOfFailure, rules: ['co-located', 'no-spread'] },
    { check: nodeUnhealthy, rules: ['cordoned'] },
  ],
};
