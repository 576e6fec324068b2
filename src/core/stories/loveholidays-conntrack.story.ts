import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** loveholidays, 2020. */
export const loveholidaysConntrack: Story = {
  id: 'loveholidays-conntrack',
  headline: 'A table of the kernel is full while CPU and memory look fine',
  title: 'Kubernetes Networking Problems Due to the Conntrack',
  organisation: 'loveholidays',
  year: 2020,
  medium: 'blog post',
  url: 'https://deploy.live/blog/kubernetes-networking-problems-due-to-the-conntrack/',
  involved: ['gcp', 'gke', 'conntrack', 'haproxy', 'networking', 'kernel'],
  impact: 'Services with heavy network use lost a high share of their requests.',
  summary:
    'Pods with many connections ran close together on nodes whose connection tracking table was sized for less. New connections were dropped when the table was full. Nothing of that shows in the CPU and memory that one looks at first.',
  lesson: 'Tables of the node, such as conntrack, are shared and limited. Watch how full they are, and spread pods with many connections.',
  checks: [{ check: singlePointOfFailure, rules: ['co-located', 'no-spread'] }],
  notDetectable: {
    what: 'The connection table of a node is visible to the node only: no object, event or metric of the API holds it.',
    ask: 'Do we have nf_conntrack_entries and its limit for each node, and an alert at 80 percent?',
  },
};
