import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import type { Story } from './story.ts';

/** Datadog, 2020. */
export const datadogDnsHorrorStories: Story = {
  id: 'datadog-dns-horror-stories',
  headline: 'DNS needs the care of a database',
  title: 'Kubernetes DNS Horror Stories (And How to Avoid Them)',
  organisation: 'Datadog',
  year: 2020,
  medium: 'talk',
  url: 'https://sched.co/Zepr',
  involved: ['dns', 'coredns', 'node-local-dns', 'autopath', 'oomkill', 'conntrack', 'proportional-autoscaler'],
  impact: 'A series of resolution failures at tens of thousands of queries per second.',
  summary:
    'The talk tells of DNS at scale: CoreDNS that is killed for memory, and a proportional autoscaler that takes replicas away under load. Caches on the nodes help and bring troubles of their own, and one application can ask most of the names that do not exist.',
  lesson: 'Watch the capacity of DNS, the behaviour of its clients, and its own rolling updates.',
  checks: [{ check: clusterDnsMemoryHeadroom }, { check: clusterDnsFragile }, { check: dnsClientAmplification }, { check: oomKilled }],
  notDetectable: {
    what: 'Queries by client and by answer are metrics of CoreDNS.',
    ask: 'Which application asks most of the names that do not exist?',
  },
};
