import { crashloop } from '../checks/crashloop.check.ts';
import type { Story } from './story.ts';

/** GoCardless, 2020. */
export const gocardlessVaultCertificate: Story = {
  id: 'gocardless-vault-certificate',
  headline: 'A renewed certificate that nobody loaded',
  title: 'Incident review: Service outage on 25 October 2020',
  organisation: 'GoCardless',
  year: 2020,
  medium: 'postmortem',
  url: 'https://gocardless.com/blog/incident-review-service-outage-on-25-october-2020/',
  involved: ['gcp', 'vault', 'certificates', 'secrets', 'envconsul', 'restart-loop'],
  impact: 'API, dashboard and payment pages were out for 22 minutes on 25 October 2020.',
  summary:
    'The store of secrets served a certificate that ran out, although a renewed one was there already: the process had not read it. Applications lost their leases on secrets, were stopped, and could not start without the store, on which almost every service depends.',
  lesson:
    'Renewing a certificate is not loading it: watch the one that is served. Let applications outlive a short loss of the secret store.',
  checks: [{ check: crashloop }],
  notDetectable: {
    what: 'The certificate that a process serves is known only to who connects to it.',
    ask: 'Do we watch the certificates that are served, or only the ones that are stored?',
  },
};
