import { deletionStuck } from '../checks/deletion-stuck.check.ts';
import type { Story } from './story.ts';

/** 2i2c, 2025. */
export const from2i2cLeapNamespaceDeleted: Story = {
  id: '2i2c-leap-namespace-deleted',
  headline: 'The right command in the wrong cluster',
  title: 'Incident report August 12 2025 - LEAP hub outage',
  organisation: '2i2c',
  year: 2025,
  medium: 'incident report',
  url: 'https://github.com/2i2c-org/incident-reports/blob/main/reports/2025-08-12-leap-outage.md',
  involved: ['namespace-deletion', 'kubeconfig', 'manual-operation', 'nfs', 'jupyterhub'],
  impact: 'A hub could not be reached for about an hour; no data was lost.',
  summary:
    'While setting up a new cluster, an engineer deleted the namespace prod, without a sign that the active context had become another cluster, where prod was in use. The storage had been made apart from the cluster on purpose, so the data survived, and the hub was deployed again.',
  lesson:
    'Make the active cluster visible, do not give production the same name everywhere, and block the deletion of namespaces that hold workloads.',
  checks: [{ check: deletionStuck, rules: ['namespace'] }],
  notDetectable: {
    what: 'Which context somebody believes to be in is on their own machine.',
    ask: 'What tells us before we press return which cluster this is?',
  },
};
