import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { crashloop } from '../checks/crashloop.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** Wikimedia Foundation, 2024. */
export const wikimediaCorednsMcrouter: Story = {
  id: 'wikimedia-coredns-mcrouter',
  headline: 'A call to the own pod becomes a lookup, 70,000 times a second',
  title: '2024-04-17 mw-on-k8s eqiad outage',
  organisation: 'Wikimedia Foundation',
  year: 2024,
  medium: 'incident report',
  url: 'https://wikitech.wikimedia.org/wiki/Incidents/2024-04-17_mw-on-k8s_eqiad_outage',
  involved: ['coredns', 'oomkill', 'dns', 'ndots', 'daemonset', 'memory-limit', 'rollout'],
  impact: 'For about 39 minutes the primary data centre failed most edits and uncached reads.',
  summary:
    'A cache proxy moved out of each pod into one per node, and its address became a name. Lookups rose from 40,000 to 110,000 a second; the three CoreDNS pods were killed for memory over and over, and the pods of the new deployment never became ready. The other data centre had taken the same change the day before, with less traffic.',
  lesson:
    'A helper that leaves the pod turns local calls into lookups. Load-test DNS with the busiest site first, and end such names with a dot.',
  checks: [
    { check: clusterDnsMemoryHeadroom },
    { check: clusterDnsFragile },
    { check: dnsClientAmplification },
    { check: oomKilled },
    { check: crashloop },
    { check: rolloutStuck },
  ],
};
