import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Buffer, 2020. */
export const bufferNoCpuLimits: Story = {
  id: 'buffer-no-cpu-limits',
  headline: 'Services become faster without CPU limits',
  title: 'Kubernetes: Make your services faster by removing CPU limits',
  organisation: 'Buffer',
  year: 2020,
  medium: 'blog post',
  url: 'https://erickhun.com/posts/kubernetes-faster-services-no-cpu-limits/',
  involved: ['aws', 'kops', 'cpu-limits', 'cpu-throttling', 'latency', 'kubelet'],
  impact: 'Landing pages and services answered far more slowly than needed.',
  summary:
    'Services were throttled by their CPU limits although the nodes had CPU to spare. The team took the limits of services in front of users away, moved these to nodes of their own and made sure that requests were right, and the services became faster.',
  lesson: 'Remove CPU limits together with good requests and reserved resources on the node, or the kubelet starves instead.',
  checks: [{ check: cpuLimitThrottles }, { check: requestsMissing, rules: ['cpu'] }],
  notDetectable: {
    what: "How much a container is throttled is a metric of the kubelet's cAdvisor.",
    ask: 'How many periods are throttled for the services that users wait for?',
  },
};
