import { pdbBlocksEviction } from '../checks/pdb-blocks-eviction.check.ts';
import { shellSwallowsSigterm } from '../checks/shell-swallows-sigterm.check.ts';
import { shutdownRace } from '../checks/shutdown-race.check.ts';
import type { Story } from './story.ts';

/** Ravelin, 2019. */
export const ravelinEndpointSecret: Story = {
  id: 'ravelin-endpoint-secret',
  headline: 'Pods stop listening before the load balancer has heard of it',
  title: 'Kubernetes’ dirty endpoint secret and Ingress',
  organisation: 'Ravelin',
  year: 2019,
  medium: 'blog post',
  url: 'https://philpearl.github.io/post/k8s_ingress/',
  involved: ['gcp', 'gke', 'ingress', 'endpoints', 'graceful-shutdown', 'sigterm', 'rolling-update'],
  impact: 'A few requests returned 502 during each rollout.',
  summary:
    'When a pod is deleted, the signal to stop and the removal from the endpoints run side by side. The load balancer in front of GKE learned of the removal later than the process learned of its end, so it went on sending requests to pods that had closed their listener.',
  lesson:
    'Keep serving for some seconds after the signal, and only then close: a preStop delay or a delay in the application, with a grace period longer than both.',
  checks: [{ check: shutdownRace }, { check: shellSwallowsSigterm }, { check: pdbBlocksEviction }],
};
