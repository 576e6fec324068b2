import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import { webhookBackendUnavailable } from '../checks/webhook-backend-unavailable.check.ts';
import { webhookBlastRadius } from '../checks/webhook-blast-radius.check.ts';
import type { Story } from './story.ts';

/** Jetstack, 2019. */
export const jetstackAdmissionWebhook: Story = {
  id: 'jetstack-admission-webhook',
  headline: 'A webhook keeps the nodes from reporting, and they are repaired in a loop',
  title: 'How a simple admission webhook lead to a cluster outage',
  organisation: 'Jetstack',
  year: 2019,
  medium: 'blog post',
  url: 'https://blog.jetstack.io/blog/gke-webhook-outage',
  involved: ['gcp', 'gke', 'admission-webhook', 'opa', 'failure-policy', 'node-auto-repair', 'upgrade', 'api-server'],
  impact: 'A non-production cluster was down for long: nodes were repaired in a loop and the upgrade of the master could not finish.',
  summary:
    'A validating webhook of a policy agent was asked about all objects and refused what it could not answer. During an upgrade of the master its backend could not be reached, so nodes could not write their own state, were taken for dead, and the cloud recreated them over and over.',
  lesson:
    'A webhook that fails closed on everything and runs in the cluster itself can block its own repair. Leave out the system namespaces and what nodes write.',
  checks: [
    { check: webhookBlastRadius },
    { check: webhookBackendUnavailable },
    { check: singlePointOfFailure, rules: ['one-replica'] },
    { check: nodeUnhealthy, rules: ['not-ready', 'mass'] },
  ],
};
