import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Nordstrom, 2017. */
export const nordstrom101WaysCrash: Story = {
  id: 'nordstrom-101-ways-crash',
  headline: 'Workloads push the node itself over the edge',
  title: '101 Ways to Crash Your Cluster',
  organisation: 'Nordstrom',
  year: 2017,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=xZO9nx6GBu0',
  involved: ['aws', 'node-notready', 'oomkill', 'eviction-thresholds', 'elb-ips', 'kubelet', 'cluster-autoscaler', 'etcd'],
  impact: 'A full outage of a production cluster, and several smaller ones.',
  summary:
    'The talk tells of nodes that ran out of memory because nothing was kept for the kubelet and the system, and of evictions that came too late. Load balancer addresses changed under the kubelets, an autoscaler took nodes away, and two members of etcd both believed to lead.',
  lesson: 'Reserve resources for the kubelet and the system, and make pods say what they need.',
  checks: [{ check: requestsMissing }, { check: nodeUnhealthy }, { check: oomKilled }],
  notDetectable: {
    what: 'Eviction thresholds and reservations are flags of the kubelet; what is allocatable shows their sum only.',
    ask: 'What is reserved for the system on our nodes, and was it measured?',
  },
};
