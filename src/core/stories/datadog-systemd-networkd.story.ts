import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import type { Story } from './story.ts';

/** Datadog, 2023. */
export const datadogSystemdNetworkd: Story = {
  id: 'datadog-systemd-networkd',
  headline: 'An update of the operating system removes the routes, everywhere at once',
  title: '2023-03-08 Incident: A Deep Dive into the Platform-level Impact',
  organisation: 'Datadog',
  year: 2023,
  medium: 'postmortem',
  url: 'https://www.datadoghq.com/blog/engineering/2023-03-08-deep-dive-into-platform-level-impact/',
  involved: ['systemd', 'ubuntu', 'cilium', 'cni', 'unattended-upgrades', 'node-notready', 'multi-region', 'os-image'],
  impact: 'Tens of thousands of nodes lost their network in five regions at once; full recovery took more than a day.',
  summary:
    'At six in the morning, UTC, the nodes of all regions installed a security update of systemd on their own. The restart of its network service removed routes that the network plugin Cilium had made, and the nodes were cut off. The regions shared nothing but the image and the hour.',
  lesson:
    'Automatic updates of the operating system tie all regions together. Freeze the image, and roll node changes through the same stages as code.',
  checks: [{ check: nodeUnhealthy, rules: ['mass', 'network', 'not-ready'] }],
  notDetectable: {
    what: 'Which packages a node updates by itself, and when, is in its operating system.',
    ask: 'What changes on our nodes without us, at which hour, and is it the same hour everywhere?',
  },
};
