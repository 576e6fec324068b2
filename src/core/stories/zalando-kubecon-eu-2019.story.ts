import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { fieldsSilentlyDropped } from '../checks/fields-silently-dropped.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoKubeconEu2019: Story = {
  id: 'zalando-kubecon-eu-2019',
  headline: 'One slow backend fills the ingress of everybody',
  title: 'Kubernetes Failure Stories',
  organisation: 'Zalando',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=6sDTB4eV4F8',
  involved: ['aws', 'ingress', 'skipper', 'oomkill', 'latency', 'cronjob', 'coredns', 'ndots', 'etcd', 'cpu-throttling'],
  impact: 'Several production outages, among them a shared ingress that was killed for memory when one unrelated backend became slow.',
  summary:
    'The memory of a shared ingress grew with the requests in flight, until a slow backend pushed it over its limit. The talk also tells of CoreDNS with a limit of 100 Mi, of an innocent CronJob whose fields stood at the wrong level, and of throttling by CPU limits.',
  lesson: 'A shared ingress must bound its requests in flight, or one slow backend eats the memory of all.',
  checks: [
    { check: oomKilled },
    { check: clusterDnsMemoryHeadroom },
    { check: dnsClientAmplification, rules: ['ndots'] },
    { check: fieldsSilentlyDropped, rules: ['misplaced'] },
    { check: cronjobOverlap },
    { check: cpuLimitThrottles },
  ],
  notDetectable: {
    what: 'How many requests an ingress holds at a time is a metric of the ingress.',
    ask: 'What happens to our ingress when one backend takes 30 seconds for each answer?',
  },
};
