import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { cronjobHerd } from '../checks/cronjob-herd.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { fieldsSilentlyDropped } from '../checks/fields-silently-dropped.check.ts';
import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { namespacePodCapMissing } from '../checks/namespace-pod-cap-missing.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2018. */
export const zalandoMillionWaysMunich: Story = {
  id: 'zalando-million-ways-munich',
  headline: 'An innocent CronJob takes the API server, and then the routes',
  title: 'Running Kubernetes in Production: A Million Ways to Crash Your Cluster',
  organisation: 'Zalando',
  year: 2018,
  medium: 'slides',
  url: 'https://www.slideshare.net/try_except_/running-kubernetes-in-production-a-million-ways-to-crash-your-cluster-devopscon-munich-2018',
  involved: ['aws', 'ingress', 'cronjob', 'etcd', 'flannel', 'docker', 'cpu-throttling', 'manual-operation'],
  impact: 'Several production outages; in one of them the ingress lost all its routes.',
  summary:
    'The talk collects what broke on many clusters. A CronJob whose guards sat at the wrong level of the manifest piled up pods until the API server went down, and the ingress, which took its routes from there, answered 404. In another outage somebody deleted keys directly in etcd, and a blank too many made the range much larger than meant. CPU throttling, flannel and Docker have chapters of their own.',
  lesson:
    'Bound every Job and every namespace, so that one manifest cannot fill a cluster. Do not operate on etcd by hand without a dry run.',
  checks: [
    { check: fieldsSilentlyDropped, rules: ['misplaced', 'pruned'] },
    { check: cronjobOverlap },
    { check: jobUnbounded, rules: ['no-deadline'] },
    { check: namespacePodCapMissing },
    { check: objectPileup },
    { check: cronjobHerd, rules: ['round-minute', 'cluster-peak'] },
    { check: cpuLimitThrottles },
  ],
  notDetectable: {
    what: 'That the ingress forgets its routes when the API server is gone is in its code, not in any object. Nor does the API tell who writes to etcd past it.',
    ask: 'What does our ingress do when the API server answers nothing for ten minutes? Who can reach etcd directly, and when was a backup last restored?',
  },
};
