import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import type { Story } from './story.ts';

/** DigitalOcean, 2023. */
export const digitaloceanAptUpgrade: Story = {
  id: 'digitalocean-apt-upgrade',
  headline: 'A timer that upgrades packages at six in the morning',
  title: 'Managed Kubernetes Service',
  organisation: 'DigitalOcean',
  year: 2023,
  medium: 'incident report',
  url: 'https://status.digitalocean.com/incidents/fsfsv9fj43w7',
  involved: ['doks', 'systemd', 'unattended-upgrades', 'os-image', 'node-notready', 'debian'],
  impact: 'Worker nodes of some managed clusters turned NotReady on three mornings in a row in October 2023.',
  summary:
    'The Debian image of the nodes held a timer that upgraded packages by itself at six UTC. The kernel upgrade could take longer than the 15 minutes that the timer allows, and when it was aborted, the node lost its network. Clusters of two versions were concerned, in several regions.',
  lesson: 'Look for timers that are left in node images: an upgrade that you did not plan is still a change.',
  checks: [{ check: nodeUnhealthy, rules: ['mass', 'not-ready'] }],
  notDetectable: {
    what: 'Timers and package upgrades are in the operating system of the node.',
    ask: 'Which timers run on our node image? Does kernelVersion of a node change without the node being replaced?',
  },
};
