import { podPending } from '../checks/pod-pending.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** Neon, 2025. */
export const neonMayJune2025: Story = {
  id: 'neon-may-june-2025',
  headline: 'Idle pods stay, and the addresses run out',
  title: 'A Recap on May/June Stability',
  organisation: 'Neon',
  year: 2025,
  medium: 'postmortem',
  url: 'https://neon.com/blog/may-june-recap',
  involved: ['aws', 'eks', 'ip-exhaustion', 'aws-vpc-cni', 'etcd', 'large-cluster', 'capacity'],
  impact: 'In two outages of 5.5 hours together, databases in one region could not be created or woken.',
  summary:
    "A slow query in the control plane's database kept idle databases from being stopped. Each is a pod, so a cluster planned for 6,000 pods had about 8,000, and two of three subnets had no addresses left. Settings of the VPC CNI that were changed to free addresses caused the second outage when they were taken back.",
  lesson: 'Know the limits of one cluster (addresses, etcd, starts of pods), and split before the forecast meets them.',
  checks: [{ check: podStartBlocked, rules: ['runtime'] }, { check: podPending }],
  notDetectable: {
    what: 'Free addresses of a subnet are in the cloud.',
    ask: 'How many pods is each cluster planned for, and who is told when it has more?',
  },
};
