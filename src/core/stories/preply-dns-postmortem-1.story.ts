import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import type { Story } from './story.ts';

/** Preply, 2020. */
export const preplyDnsPostmortem1: Story = {
  id: 'preply-dns-postmortem-1',
  headline: 'The autoscaler of DNS removes a pod that clients still ask',
  title: 'DNS issues in Kubernetes. Public postmortem #1',
  organisation: 'Preply',
  year: 2020,
  medium: 'blog post',
  url: 'https://medium.com/preply-engineering/dns-postmortem-e169efd45afd',
  involved: ['dns', 'coredns', 'conntrack', 'proportional-autoscaler', 'autoscaling'],
  impact: 'Part of production was down while names could not be resolved.',
  summary:
    'The proportional autoscaler changed the number of CoreDNS pods with the size of the cluster. Nodes kept entries for pods that were gone in their connection tracking, so lookups went to an address where nobody answered.',
  lesson: 'Scaling DNS in or out changes endpoints that clients still hold. Do it slowly, and put a cache on each node in front.',
  checks: [{ check: clusterDnsFragile }, { check: dnsClientAmplification, rules: ['ndots'] }],
  notDetectable: {
    what: 'Stale entries in the connection tracking of a node are not in the API.',
    ask: 'What happens to lookups in the minute after a DNS pod goes, and do we have a cache on each node?',
  },
};
