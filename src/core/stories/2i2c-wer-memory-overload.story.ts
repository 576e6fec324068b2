import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** 2i2c, 2020. */
export const from2i2cWerMemoryOverload: Story = {
  id: '2i2c-wer-memory-overload',
  headline: 'Guarantees that are a quarter of what is used',
  title: '2020-08-28 - Memory overload on WER cluster',
  organisation: '2i2c',
  year: 2020,
  medium: 'incident report',
  url: 'https://github.com/2i2c-org/incident-reports/blob/main/reports/2020-10-28-memory-overload.md',
  involved: ['gcp', 'gke', 'memory-requests', 'overcommit', 'node-pool', 'noisy-neighbour', 'jupyterhub'],
  impact: 'Students could not use the hub at all until the guarantees were raised.',
  summary:
    'Users of a hub were promised much less memory than their limit, as is common. Many of them used it at once, nodes were full, and pods of the hub itself stood on the same nodes.',
  lesson: 'Keep core services off the nodes of users, and derive overcommitment from measured use.',
  checks: [{ check: memoryLimitUnsafe, rules: ['far-above-request', 'above-request'] }, { check: requestsMissing }],
};
