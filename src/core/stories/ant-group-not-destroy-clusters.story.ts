import { deletionStuck } from '../checks/deletion-stuck.check.ts';
import { webhookBlastRadius } from '../checks/webhook-blast-radius.check.ts';
import type { Story } from './story.ts';

/** Ant Group, 2022. */
export const antGroupNotDestroyClusters: Story = {
  id: 'ant-group-not-destroy-clusters',
  headline: 'An empty selector selects everything',
  title: 'How to Not Destroy Your Production Kubernetes Clusters',
  organisation: 'Ant Group',
  year: 2022,
  medium: 'talk',
  url: 'https://www.usenix.org/conference/srecon22apac/presentation/ding',
  involved: ['large-cluster', 'api-server', 'configmap', 'operator', 'label-selector', 'webhook', 'finalizers'],
  impact: 'Whole clusters of more than 10,000 nodes stopped scheduling or dropped many API requests after tiny changes.',
  summary:
    'The talk tells of small changes with large effects on very large clusters. An operator whose label selector could not be parsed deleted Services that it should not have touched. A finalizer that nobody served kept objects from going, and a webhook refused what was to be created again.',
  lesson: 'A selector that is empty or unread selects everything. A controller needs a guard on how much it may delete.',
  checks: [{ check: deletionStuck, rules: ['finalizer'] }, { check: webhookBlastRadius }],
  notDetectable: {
    what: 'What an operator does with an empty selector is in its code.',
    ask: 'Which of our operators may delete across namespaces, and what is the most that one may delete at a time?',
  },
};
