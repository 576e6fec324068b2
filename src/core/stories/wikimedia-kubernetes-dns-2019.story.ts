import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import type { Story } from './story.ts';

/** Wikimedia Foundation, 2019. */
export const wikimediaKubernetesDns2019: Story = {
  id: 'wikimedia-kubernetes-dns-2019',
  headline: 'A policy that is stored and not applied',
  title: '2019-09-16 kubernetes-dns',
  organisation: 'Wikimedia Foundation',
  year: 2019,
  medium: 'incident report',
  url: 'https://wikitech-static.wikimedia.org/w/index.php?title=Incident_documentation/2019-09-16_kubernetes-dns&oldid=579318',
  involved: ['coredns', 'calico', 'network-policy', 'dns', 'config-drift', 'helmfile'],
  impact: 'Two services in one data centre returned partial results for 35 and 46 minutes.',
  summary:
    'DNS for the clusters had been moved, with network policies to match. In one data centre the policy controller was configured with the name of the other one, so the policies were there as objects and had no effect. It showed when services were restarted.',
  lesson:
    'A policy object is not an applied policy. Probe the path after the change, and compare the configuration of controllers between sites.',
  checks: [{ check: dnsClientAmplification, rules: ['host-network-policy'] }, { check: clusterDnsFragile }],
  notDetectable: {
    what: 'Whether a network plugin enforces a policy is known to the plugin.',
    ask: 'What probes a path that a policy should allow, and one that it should forbid?',
  },
};
