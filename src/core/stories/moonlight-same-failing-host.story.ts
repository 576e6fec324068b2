import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** Moonlight, 2019. */
export const moonlightSameFailingHost: Story = {
  id: 'moonlight-same-failing-host',
  headline: 'All replicas on one node, and the node is the one that fails',
  title: 'All pods scheduled to same failing host',
  organisation: 'Moonlight',
  year: 2019,
  medium: 'postmortem',
  url: 'https://updates.moonlightwork.com/outage-post-mortem-87370',
  involved: ['gcp', 'gke', 'scheduler', 'anti-affinity', 'cpu-requests', 'kernel-panic', 'node-notready'],
  impact: 'Four days of intermittent errors ended in a complete loss of traffic.',
  summary:
    'The scheduler had put all pods of a CPU-hungry application on the same node. The node went through kernel panics and restarts, and each time the whole service went with it, while the number of replicas looked safe.',
  lesson: 'Replicas only help when they stand on different nodes: set a topology spread or anti-affinity, and honest CPU requests.',
  checks: [
    { check: singlePointOfFailure, rules: ['co-located', 'no-spread'] },
    { check: requestsMissing, rules: ['cpu', 'best-effort'] },
    { check: nodeUnhealthy },
  ],
};
