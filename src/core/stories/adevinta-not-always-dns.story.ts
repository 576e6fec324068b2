import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { hpaBroken } from '../checks/hpa-broken.check.ts';
import type { Story } from './story.ts';

/** Adevinta, 2023. */
export const adevintaNotAlwaysDns: Story = {
  id: 'adevinta-not-always-dns',
  headline: 'A name problem that looks like an ingress problem',
  title: 'It’s not always DNS — unless it is',
  organisation: 'Adevinta',
  year: 2023,
  medium: 'blog post',
  url: 'https://adevinta.com/techblog/its-not-always-dns-unless-it-is/',
  involved: ['dns', 'ingress', 'hpa', 'multi-tenant', 'coredns'],
  impact: 'Spikes of 5xx hit some tenants of a shared platform for months before the cause was found.',
  summary:
    'Tenants saw bursts of errors without having deployed anything, and the ingress, whose replicas went up and down before, looked guilty. In the end lookups of names were what failed, on few nodes at a time.',
  lesson: 'In a shared cluster, measure latency and errors of DNS for each client, or a name problem will pass for something else.',
  checks: [
    { check: dnsClientAmplification, rules: ['ndots'] },
    { check: clusterDnsFragile },
    { check: hpaBroken, rules: ['at-max', 'pinned'] },
  ],
  notDetectable: {
    what: 'Which client waited for which name is in no object.',
    ask: 'Can we say how many lookups of one namespace failed in the last hour?',
  },
};
