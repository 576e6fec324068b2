import { daemonsetRolloutUnsafe } from '../checks/daemonset-rollout-unsafe.check.ts';
import { hostAccess } from '../checks/host-access.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Target, 2019. */
export const targetCascadingFailure: Story = {
  id: 'target-cascading-failure',
  headline: 'Moving pods away is load too',
  title: 'On Infrastructure at Scale: A Cascading Failure of Distributed Systems',
  organisation: 'Target',
  year: 2019,
  medium: 'blog post',
  url: 'https://medium.com/@daniel.p.woods/on-infrastructure-at-scale-a-cascading-failure-of-distributed-systems-7cff2a3cd2df',
  involved: ['on-premise', 'kafka', 'large-cluster', 'consul', 'docker', 'logging-sidecar', 'cpu', 'cascading-failure'],
  impact: 'The development environment was lost.',
  summary:
    'An upgrade of the network below Kafka made it unreachable for a while. The logging sidecar in every pod answered with full CPU, the Docker daemons became unresponsive, and nodes were taken for dead. Moving their pods flooded service discovery with registrations, and the next systems fell.',
  lesson: 'Rescheduling is load. Several smaller clusters, and sidecars with bounded CPU, stop one failure from spreading.',
  checks: [
    { check: requestsMissing, rules: ['cpu'] },
    { check: nodeUnhealthy, rules: ['mass', 'not-ready'] },
    { check: daemonsetRolloutUnsafe },
    { check: hostAccess },
  ],
  notDetectable: {
    what: 'What a sidecar does when its backend is gone is in its code.',
    ask: 'What do our logging sidecars do when Kafka is away for ten minutes, and how much CPU may they use for it?',
  },
};
