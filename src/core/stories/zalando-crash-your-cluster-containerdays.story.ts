import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { cronjobMissesRuns } from '../checks/cronjob-misses-runs.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoCrashYourClusterContainerdays: Story = {
  id: 'zalando-crash-your-cluster-containerdays',
  headline: 'Defaults that were chosen for small clusters',
  title: 'Kubernetes Failure Stories, or: How to Crash Your Cluster',
  organisation: 'Zalando',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=LpFApeaGv7A',
  involved: ['aws', 'iam', 'kubelet', 'kube-api-qps', 'ingress', 'skipper', 'oomkill', 'cronjob', 'coredns', 'cpu-throttling'],
  impact: 'Several production outages and an hour of failing builds, told in one talk.',
  summary:
    'The talk goes through outages of many clusters: an ingress killed for memory when a backend became slow, DNS lost under load, CronJobs that pile up, CPU throttling. Builds failed because a kubelet may only make a few requests per second by default.',
  lesson: 'Limits on rate and memory come from a time when the cluster was small. Look at them again each time you grow tenfold.',
  checks: [
    { check: clusterDnsMemoryHeadroom },
    { check: oomKilled },
    { check: cronjobOverlap },
    { check: objectPileup, rules: ['finished-pods', 'finished-jobs'] },
    { check: cpuLimitThrottles },
    { check: podStartBlocked },
    { check: cronjobMissesRuns },
  ],
  notDetectable: {
    what: 'The request rate that a kubelet allows itself is a flag of the node.',
    ask: 'Which of our kubelets run with the default rate, and on which nodes do many short pods start?',
  },
};
