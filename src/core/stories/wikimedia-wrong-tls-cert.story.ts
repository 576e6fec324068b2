import { ingressBroken } from '../checks/ingress-broken.check.ts';
import { missingConfigReference } from '../checks/missing-config-reference.check.ts';
import type { Story } from './story.ts';

/** Wikimedia Foundation, 2023. */
export const wikimediaWrongTlsCert: Story = {
  id: 'wikimedia-wrong-tls-cert',
  headline: 'Whoever deploys next gets the new default',
  title: '2023-08-09 mw-on-k8s outage due to wrong tls cert',
  organisation: 'Wikimedia Foundation',
  year: 2023,
  medium: 'incident report',
  url: 'https://wikitech.wikimedia.org/wiki/Incidents/2023-08-09_mw-on-k8s_outage_due_to_wrong_tls_cert',
  involved: ['certificates', 'tls', 'defaults', 'helm', 'rollout', 'canary'],
  impact: 'One per cent of traffic, about 120 requests per second, failed for half an hour.',
  summary:
    'A default for the certificate had been changed for all releases, and nothing happened until somebody deployed one of them. That release then served a certificate that does not cover its host.',
  lesson: 'A changed global default is applied by whoever deploys next. Show the rendered difference of every release that inherits it.',
  checks: [{ check: missingConfigReference, rules: ['tls-secret'] }, { check: ingressBroken }],
  notDetectable: {
    what: 'That a certificate covers the served name is visible to who connects.',
    ask: 'Who else inherits the defaults that we change, and do they see it before they deploy?',
  },
};
