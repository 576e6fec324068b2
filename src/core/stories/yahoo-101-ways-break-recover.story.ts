import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { deletionStuck } from '../checks/deletion-stuck.check.ts';
import { ingressBroken } from '../checks/ingress-broken.check.ts';
import { missingConfigReference } from '../checks/missing-config-reference.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import type { Story } from './story.ts';

/** Oath/Yahoo, 2018. */
export const yahoo101WaysBreakRecover: Story = {
  id: 'yahoo-101-ways-break-recover',
  headline: 'Recovery, practised for each layer',
  title: '101 Ways to "Break and Recover" Kubernetes Cluster',
  organisation: 'Oath/Yahoo',
  year: 2018,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=likHm-KHGWQ',
  involved: ['on-premise', 'namespace-deletion', 'domain-collision', 'node-notready', 'etcd', 'certificates', 'dns', 'oomkill'],
  impact: 'Cluster outages of a private data centre; how large they were was not told.',
  summary:
    'The talk goes from the top to the bottom: a namespace deleted with everything in it, two applications that claim the same host, nodes that drop out, certificates that run out, DNS that dies of memory, and an etcd whose directory is empty. For each it shows how to come back.',
  lesson: 'Practise the recovery of each layer. A backup that was never restored is a guess.',
  checks: [
    { check: ingressBroken, rules: ['conflict'] },
    { check: deletionStuck },
    { check: clusterDnsFragile },
    { check: nodeUnhealthy },
    { check: missingConfigReference, rules: ['tls-secret'] },
    { check: oomKilled },
  ],
  notDetectable: {
    what: 'Whether a backup can be restored shows only when somebody does it.',
    ask: 'Which layer did we last restore for practice, and when?',
  },
};
