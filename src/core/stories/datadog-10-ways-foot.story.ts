import { blanketToleration } from '../checks/blanket-toleration.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { daemonsetRolloutUnsafe } from '../checks/daemonset-rollout-unsafe.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { hpaBroken } from '../checks/hpa-broken.check.ts';
import { imageMutable } from '../checks/image-mutable.check.ts';
import { missingClassReference } from '../checks/missing-class-reference.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** Datadog, 2019. */
export const datadog10WaysFoot: Story = {
  id: 'datadog-10-ways-foot',
  headline: 'A thousand nodes turn every agent into a load test',
  title: '10 Ways to Shoot Yourself in the Foot with Kubernetes, #9 Will Surprise You',
  organisation: 'Datadog',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=QKI-JRs2RIE',
  involved: [
    'coredns',
    'ndots',
    'ipvs',
    'conntrack',
    'image-pull',
    'daemonset',
    'latest-tag',
    'api-server',
    'oomkill',
    'kube2iam',
    'cluster-autoscaler',
    'pod-priority',
    'cronjob',
    'tolerations',
    'exec-probe',
    'cgroup',
  ],
  impact: 'API server outages, pending pods and slow rollouts, from a year of large clusters.',
  summary:
    'The talk lists what hurt in large clusters: DNS with ndots and IPVS, images that are pulled again at each start, DaemonSets that ask the API server from every node, probes that start a process each time. Priorities and tolerations reached further than expected, CronJobs had no policy, and manifests reset replicas under an autoscaler.',
  lesson: 'Each agent per node is a load test of what it asks. Roll DaemonSets out slowly and count their requests.',
  checks: [
    { check: daemonsetRolloutUnsafe },
    { check: imageMutable, rules: ['latest', 'always-pull'] },
    { check: blanketToleration },
    { check: hpaBroken, rules: ['fights-replicas'] },
    { check: cronjobOverlap, rules: ['allow', 'stacked'] },
    { check: dnsClientAmplification },
    { check: missingClassReference, rules: ['priority-class'] },
    { check: oomKilled },
    { check: podPending },
    { check: rolloutStuck },
    { check: podStartBlocked, rules: ['image'] },
  ],
  notDetectable: {
    what: 'IPVS and connection tables are on the nodes.',
    ask: 'How many requests per second does each of our DaemonSets make to the API server when all of its pods start at once?',
  },
};
