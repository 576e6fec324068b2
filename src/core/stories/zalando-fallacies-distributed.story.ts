import { cronjobMissesRuns } from '../checks/cronjob-misses-runs.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2017. */
export const zalandoFallaciesDistributed: Story = {
  id: 'zalando-fallacies-distributed',
  headline: 'No answer from the API server is an answer one must plan for',
  title: 'Fallacies of Distributed Computing with Kubernetes on AWS',
  organisation: 'Zalando',
  year: 2017,
  medium: 'slides',
  url: 'https://www.slideshare.net/RaffaeleDiFazio/fallacies-of-distributed-computing-with-kubernetes-on-aws',
  involved: ['aws', 'ingress', 'cronjob', 'node-notready', 'api-server', 'load-balancer'],
  impact: 'A production outage.',
  summary:
    'The slides hold the fallacies of distributed computing against Kubernetes on AWS. Among the examples is an ingress that lost its routes when the API server could not be reached, and a CronJob that kept starting pods.',
  lesson: 'The network and the API server will be gone at times. Each component needs a behaviour for that, best the last state it knew.',
  checks: [
    { check: cronjobOverlap },
    { check: objectPileup, rules: ['finished-jobs', 'finished-pods'] },
    { check: cronjobMissesRuns },
    { check: nodeUnhealthy, rules: ['mass'] },
  ],
  notDetectable: {
    what: 'What a component does without the API server is in its code.',
    ask: 'Which of our components stop to work when the API server is away, and which go on with what they knew?',
  },
};
