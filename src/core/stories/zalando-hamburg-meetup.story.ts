import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoHamburgMeetup: Story = {
  id: 'zalando-hamburg-meetup',
  headline: 'Many nodes fail in the same second, and none of them is broken',
  title: "Let's talk about Failures with Kubernetes",
  organisation: 'Zalando',
  year: 2019,
  medium: 'slides',
  url: 'https://www.slideshare.net/try_except_/lets-talk-about-failures-with-kubernetes-hamburg-meetup',
  involved: ['aws', 'node-notready', 'elb-ips', 'ingress', 'api-server', 'cronjob', 'coredns', 'oomkill', 'kubelet', 'cpu-throttling'],
  impact: 'Production outages; in one of them more than four of five nodes were NotReady for 15 minutes.',
  summary:
    'The slides tell among others of nodes that all lost the API server together and came back together a quarter of an hour later: the addresses of the load balancer before it had changed, and the kubelets held on to dead connections. Ingress, CronJobs, CoreDNS and CPU throttling have their own chapters.',
  lesson: 'Nodes that fail and recover in the same minute point to what stands between them and the API server, not to the nodes.',
  checks: [
    { check: nodeUnhealthy, rules: ['mass', 'not-ready'] },
    { check: clusterDnsMemoryHeadroom },
    { check: cronjobOverlap },
    { check: cpuLimitThrottles },
  ],
  notDetectable: {
    what: 'The addresses behind the load balancer of the API server change in the cloud.',
    ask: 'Over which address do our kubelets reach the API server, and who may change what it points to?',
  },
};
