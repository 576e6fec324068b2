import { hostAccess } from '../checks/host-access.check.ts';
import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** NU.nl, 2019. */
export const nunlClusterFailure: Story = {
  id: 'nunl-cluster-failure',
  headline: 'A chart without limits takes node after node',
  title: 'Maximize learnings from a Kubernetes cluster failure',
  organisation: 'NU.nl',
  year: 2019,
  medium: 'blog post',
  url: 'https://www.tibobeijen.nl/2019/02/01/learning-from-kubernetes-cluster-failure/',
  involved: ['aws', 'node-notready', 'system-oom', 'helm', 'elastalert', 'resource-limits', 'qos'],
  impact: 'Internal tools and dashboards were slow or showed errors.',
  summary:
    "An alerting tool had been installed from a chart that set no resources. It took memory until its node failed, moved on to the next one, and did the same there. The chart was someone else's, and nothing in the cluster set a default.",
  lesson: 'A LimitRange gives defaults to charts that forgot them. Have one before you trust what others wrote.',
  checks: [
    { check: memoryLimitUnsafe, rules: ['missing'] },
    { check: requestsMissing },
    { check: nodeUnhealthy, rules: ['not-ready'] },
    { check: oomKilled },
    { check: hostAccess, rules: ['unbounded-disk'] },
  ],
};
