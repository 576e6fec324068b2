import { crashloop } from '../checks/crashloop.check.ts';
import { pdbMissing } from '../checks/pdb-missing.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** Appfarm, 2023. */
export const appfarmGkeAutoUpgrade: Story = {
  id: 'appfarm-gke-auto-upgrade',
  headline: 'An automatic upgrade starts everything at once',
  title: 'Partial sandbox outage',
  organisation: 'Appfarm',
  year: 2023,
  medium: 'incident report',
  url: 'https://status.appfarm.io/incidents/xbqf4kltzb55',
  involved: ['gcp', 'gke', 'auto-upgrade', 'maintenance-window', 'resource-requests', 'capacity', 'crashloop'],
  impact: 'Sandbox solutions were slow or down after an automatic cluster upgrade.',
  summary:
    'GKE upgraded a cluster by itself and restarted too much at the same time. The requests of the pods covered what they use when they run, not what they need to start, so nodes were overloaded and pods failed and started again.',
  lesson: 'Requests must cover the start, because an upgrade starts everything together.',
  checks: [
    { check: pdbMissing },
    { check: requestsMissing },
    { check: crashloop },
    { check: singlePointOfFailure, rules: ['one-replica'] },
  ],
  notDetectable: {
    what: 'The maintenance window of a managed cluster is a setting of the cloud.',
    ask: 'When may our clusters be upgraded without us, and how many pods may be away meanwhile?',
  },
};
