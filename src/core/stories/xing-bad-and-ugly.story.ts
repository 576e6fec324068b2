import { cronjobMissesRuns } from '../checks/cronjob-misses-runs.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { shutdownRace } from '../checks/shutdown-race.check.ts';
import type { Story } from './story.ts';

/** Xing, 2019. */
export const xingBadAndUgly: Story = {
  id: 'xing-bad-and-ugly',
  headline: 'Controllers that stop and say nothing',
  title: 'Moving to Kubernetes: the Bad and the Ugly',
  organisation: 'Xing',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=MoIdU0J0f0E',
  involved: ['nginx-ingress', 'conntrack', 'network-interrupts', 'cronjob', 'pleg', 'node-notready', 'controllers'],
  impact: 'Requests were lost, response times jumped and nodes became NotReady.',
  summary:
    'The talk tells of the less pleasant parts of a migration. Requests were lost at the ingress during changes, interrupts of the network piled up on few cores, and a container runtime hung. CronJobs had simply stopped to run, without any error.',
  lesson: 'Controllers can stop without a word. Alert on work that should have happened, such as a CronJob that has not run.',
  checks: [{ check: cronjobMissesRuns }, { check: nodeUnhealthy, rules: ['pleg', 'not-ready'] }, { check: shutdownRace }],
  notDetectable: {
    what: 'How interrupts are spread over the cores of a node, and its connection table, are not in the API.',
    ask: 'Which of our ingress nodes handle all network interrupts on one core?',
  },
};
