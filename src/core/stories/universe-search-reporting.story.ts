import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { namespacePodCapMissing } from '../checks/namespace-pod-cap-missing.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** Universe, 2017. */
export const universeSearchReporting: Story = {
  id: 'universe-search-reporting',
  headline: 'A Job that fails for ever fills the nodes',
  title: 'Search and Reporting Outage',
  organisation: 'Universe',
  year: 2017,
  medium: 'incident report',
  url: 'https://status.universe.com/incidents/115n3vxqwzcf',
  involved: ['job', 'restart-policy', 'backoff-limit', 'capacity', 'node-pressure'],
  impact: 'Search and reporting were out while failing Job pods filled the nodes.',
  summary: 'A Job failed and was started again without end. Its pods took the room that search and reporting needed.',
  lesson: 'Bound each Job by a backoff limit and a deadline.',
  checks: [{ check: jobUnbounded }, { check: namespacePodCapMissing }, { check: objectPileup, rules: ['job-no-ttl', 'finished-pods'] }],
};
