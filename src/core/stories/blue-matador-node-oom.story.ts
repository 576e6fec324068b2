import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Blue Matador, 2019. */
export const blueMatadorNodeOom: Story = {
  id: 'blue-matador-node-oom',
  headline: 'A log agent without a limit eats every node alike',
  title: 'Post Mortem: Kubernetes Node OOM',
  organisation: 'Blue Matador',
  year: 2019,
  medium: 'blog post',
  url: 'https://www.bluematador.com/blog/post-mortem-kubernetes-node-oom',
  involved: ['aws', 'system-oom', 'oomkill', 'daemonset', 'fluentd', 'resource-limits', 'qos', 'ebs'],
  impact: 'The kernel killed pods on a node; what users saw was not told.',
  summary:
    'A DaemonSet of fluentd had neither requests nor limits for memory. Where it grew, the node itself ran out of memory and the kernel chose victims, among them pods that had done nothing.',
  lesson: 'Give every DaemonSet a request and a limit for memory: one that is unbounded is so on all nodes.',
  checks: [{ check: requestsMissing }, { check: memoryLimitUnsafe }, { check: oomKilled }, { check: nodeUnhealthy, rules: ['pressure'] }],
};
