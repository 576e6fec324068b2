import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import type { Story } from './story.ts';

/** DFDS, 2023. */
export const dfdsTotalNodeFailure: Story = {
  id: 'dfds-total-node-failure',
  headline: 'A half-finished node replacement takes the healthy half',
  title: 'Total node failure',
  organisation: 'DFDS',
  year: 2023,
  medium: 'postmortem',
  url: 'https://github.com/dfds/postmortems/blob/master/PM2023-001%20-%20Total%20node%20failure.md',
  involved: ['aws', 'eks', 'asg', 'container-runtime', 'node-bootstrap', 'terraform', 'fluentd'],
  impact: 'A cluster lost all of its worker nodes; service returned after 13 minutes.',
  summary:
    'A rollover of nodes had to mend a wrong container runtime, and the new nodes never joined. The pipeline then set the size of the group back from 30 to 15, and the group terminates the oldest first: the 15 that worked. What was left could not run anything.',
  lesson: 'A half-finished replacement is a state of its own. Look at what the group will terminate before you touch its size.',
  checks: [
    { check: nodeUnhealthy, rules: ['mass', 'not-ready'] },
    { check: nodeVersionSkew, rules: ['mixed-pool'] },
    { check: podPending },
  ],
  notDetectable: {
    what: 'Machines that never joined have no Node object, and what a scaling group terminates next is in the cloud.',
    ask: 'How many machines does the cloud have for us that are no Nodes? Which ones go first?',
  },
};
