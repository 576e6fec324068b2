import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { cronjobHerd } from '../checks/cronjob-herd.check.ts';
import { daemonsetRolloutUnsafe } from '../checks/daemonset-rollout-unsafe.check.ts';
import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** Civis Analytics, 2019. */
export const civisBrokeAndFixed: Story = {
  id: 'civis-broke-and-fixed',
  headline: 'Everything that asks the API server grows with the cluster',
  title: 'Breaking Kubernetes: How We Broke and Fixed our K8s Cluster',
  organisation: 'Civis Analytics',
  year: 2019,
  medium: 'blog post',
  url: 'https://medium.com/civis-analytics/https-medium-com-civis-analytics-breaking-kubernetes-how-we-broke-and-fixed-our-k8s-cluster-adfa6fbade61',
  involved: ['aws', 'kops', 'large-cluster', 'batch', 'datadog', 'api-server', 'dns', 'cpu-throttling', 'monitoring'],
  impact: 'At about 290 instances kubectl became slow, and users could not start notebooks or services.',
  summary:
    'A new kind of work brought many scripts to the cluster, and it grew to about 290 machines. DNS had not grown with it and was throttled, and a monitoring agent on each node asked the API server for all pods. The control plane was too small for both.',
  lesson:
    'Grow the control plane, DNS and agents together with the nodes. An agent that lists all pods from each node costs the square of the cluster.',
  checks: [
    { check: clusterDnsFragile, rules: ['undersized', 'no-scaling'] },
    { check: cpuLimitThrottles },
    { check: daemonsetRolloutUnsafe },
    { check: objectPileup, rules: ['finished-pods', 'finished-jobs'] },
    { check: cronjobHerd },
    { check: jobUnbounded },
  ],
};
