import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** IONOS Cloud, 2026. */
export const ionosEtcdSize: Story = {
  id: 'ionos-etcd-size',
  headline: 'Scan reports fill a store that others share',
  title: 'MK8s: Partial Connectivity Degradation to Control Planes',
  organisation: 'IONOS Cloud',
  year: 2026,
  medium: 'incident report',
  url: 'https://status.ionos.cloud/incidents/h9x5s66m4r28',
  involved: ['etcd', 'managed-control-plane', 'policy-reports', 'events', 'object-count', 'fragmentation'],
  impact: 'Control planes of some customers were unreachable for minutes at a time over three days in March 2026.',
  summary:
    'A few clusters kept so many security scan reports and policy reports, beside events and objects of autoscaling, that three of them held about 64 percent of one shared database. Compaction could not keep up, fragmentation added 40 percent, and each maintenance stalled the API servers.',
  lesson: 'Reports are data too. Cap what add-ons may keep, and watch the size of each resource.',
  checks: [{ check: objectPileup }],
  notDetectable: {
    what: 'The size of etcd and its fragmentation are known to who runs it.',
    ask: 'Which of our add-ons store a report per pod or per image, and how many are there?',
  },
};
