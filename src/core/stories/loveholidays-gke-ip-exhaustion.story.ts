import { hpaBroken } from '../checks/hpa-broken.check.ts';
import { missingClassReference } from '../checks/missing-class-reference.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** loveholidays, 2020. */
export const loveholidaysGkeIpExhaustion: Story = {
  id: 'loveholidays-gke-ip-exhaustion',
  headline: 'No more nodes, because their pod addresses have run out',
  title: 'When GKE ran out of IP addresses',
  organisation: 'loveholidays',
  year: 2020,
  medium: 'blog post',
  url: 'https://deploy.live/blog/when-gke-ran-out-of-ip-addresses/',
  involved: ['gcp', 'gke', 'ip-exhaustion', 'cluster-autoscaler', 'hpa', 'vpc-native', 'capacity'],
  impact: 'A deployment hung, and neither pods nor nodes could scale out.',
  summary:
    'Each node of the cluster takes a whole block of the range for pods. When the range was given away, the autoscaler could not add nodes, and pods stayed pending although quota and budget were free.',
  lesson: "The pod range divided by the block per node is a hard ceiling on nodes. Compare it with the autoscaler's maximum long before.",
  checks: [{ check: podPending }, { check: rolloutStuck }, { check: hpaBroken, rules: ['at-max'] }, { check: missingClassReference }],
  notDetectable: {
    what: 'The pod range of a managed cluster is a setting of the cloud, not an object of the cluster.',
    ask: 'How many nodes fit into our pod range, and how many may the autoscaler ask for?',
  },
};
