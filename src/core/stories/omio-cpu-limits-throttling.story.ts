import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { livenessTooAggressive } from '../checks/liveness-too-aggressive.check.ts';
import type { Story } from './story.ts';

/** Omio, 2020. */
export const omioCpuLimitsThrottling: Story = {
  id: 'omio-cpu-limits-throttling',
  headline: 'Latency grows although the CPU is idle',
  title: 'CPU limits and aggressive throttling in Kubernetes',
  organisation: 'Omio',
  year: 2020,
  medium: 'blog post',
  url: 'https://medium.com/omio-engineering/cpu-limits-and-aggressive-throttling-in-kubernetes-c5b20bd8a718',
  involved: ['gcp', 'gke', 'cpu-limits', 'cpu-throttling', 'latency', 'resource-limits'],
  impact: 'High latency and failing requests, although the measured CPU stayed well below the limit.',
  summary:
    'Services with a CPU limit were stopped for parts of each period of 100 ms after they had used up their quota with several threads at once. Averages over minutes did not show it. A fault of the kernel of that time made the throttling worse than the quota asked for.',
  lesson:
    'Average CPU hides throttling. Look at throttled periods, and give services that care about latency a request instead of a limit.',
  checks: [{ check: cpuLimitThrottles }, { check: livenessTooAggressive }],
  notDetectable: {
    what: "How often a container is throttled is a metric of the kubelet's cAdvisor, not of the API.",
    ask: 'What share of periods is throttled for our busiest services, and which of them have more threads than their limit has cores?',
  },
};
