import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoDnsOutageJan2019: Story = {
  id: 'zalando-dns-outage-jan-2019',
  headline: "CoreDNS dies of memory under one application's lookups",
  title: 'Total DNS outage in Kubernetes cluster',
  organisation: 'Zalando',
  year: 2019,
  medium: 'postmortem',
  url: 'https://github.com/zalando-incubator/kubernetes-on-aws/blob/dev/docs/postmortems/jan-2019-dns-outage.md',
  involved: ['aws', 'dns', 'coredns', 'oomkill', 'ndots', 'retries', 'caching', 'memory-limit', 'monitoring'],
  impact: 'Web and outfit pages of the shop returned many errors for more than an hour on 7 January 2019.',
  summary:
    'A less important service behind the aggregation layer timed out, clients repeated their requests, and each request cost many DNS lookups: nothing was cached, and with ndots:5 an external name took ten queries. The CoreDNS pods had a memory limit of 100 Mi, were all killed at the same time, and did not recover under the load. The cluster had no names any more, and its monitoring could not raise an alert without them.',
  lesson:
    'No single application may exhaust the DNS of a cluster: cache per node, lower ndots, leave memory to spare, and let the alert come from outside.',
  checks: [
    { check: clusterDnsMemoryHeadroom },
    { check: dnsClientAmplification, rules: ['ndots'] },
    { check: clusterDnsFragile },
    { check: oomKilled },
  ],
  notDetectable: {
    what: "Retries and how long connections live are in the application's code.",
    ask: 'How many lookups does one request of our busiest frontend cost? Does our alerting need the DNS of the cluster that it watches?',
  },
};
