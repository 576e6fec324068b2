import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import type { Story } from './story.ts';

/** FREE NOW, 2019. */
export const freenowWorkersCannotJoin: Story = {
  id: 'freenow-workers-cannot-join',
  headline: 'New nodes need a package mirror, and the mirror has changed',
  title: 'Postmortem: New K8s workers unable to join cluster',
  organisation: 'FREE NOW',
  year: 2019,
  medium: 'postmortem',
  url: 'https://github.com/freenowtech/postmortems/blob/master/2019-09-19%20-%20New%20K8s%20workers%20unable%20to%20join%20cluster.pdf',
  involved: ['aws', 'spot-instances', 'kops', 'os-image', 'package-repository', 'node-bootstrap', 'capacity'],
  impact: 'Test environments ran out of capacity, and deployments in staging and production failed.',
  summary:
    'New worker nodes installed packages from a public repository while they booted. One day that step failed, and no new node came up. Spot instances went as they always do, and the clusters shrank.',
  lesson: 'Installing packages at boot makes each scale-out depend on a third party. Bake and pin the image of the nodes.',
  checks: [{ check: podPending }, { check: nodeUnhealthy }],
  notDetectable: {
    what: 'A machine that boots and never joins has no Node object.',
    ask: 'What does a node of ours fetch from outside before it is Ready? Do we compare machines of the cloud with Nodes?',
  },
};
