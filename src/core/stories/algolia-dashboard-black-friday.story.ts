import { cronjobHerd } from '../checks/cronjob-herd.check.ts';
import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { namespacePodCapMissing } from '../checks/namespace-pod-cap-missing.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Algolia, 2019. */
export const algoliaDashboardBlackFriday: Story = {
  id: 'algolia-dashboard-black-friday',
  headline: 'Batch Jobs share nodes with the dashboard on the busiest day',
  title: 'How to kill the Algolia dashboard during Black Friday or How not to use Kubernetes',
  organisation: 'Algolia',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=Fjyg7cxRZQs&list=PLuHdbqhRgWHJg9eOFCl5dgLvVjd_DFz8O&index=3&t=0s',
  involved: ['gcp', 'gke', 'job', 'batch', 'overload', 'capacity', 'namespaces'],
  impact: 'The dashboard answered slowly or timed out during the busiest days of the year.',
  summary:
    'The dashboard and the Jobs behind it ran in one cluster. When customers were busiest, Jobs multiplied and took the capacity that the pods in front of customers needed.',
  lesson: 'Batch Jobs may share nodes with what customers see only when requests, quotas and priorities keep them apart.',
  checks: [{ check: jobUnbounded }, { check: namespacePodCapMissing }, { check: cronjobHerd }, { check: requestsMissing }],
};
