import { crashloop } from '../checks/crashloop.check.ts';
import { extensionApiUnavailable } from '../checks/extension-api-unavailable.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { serviceWithoutEndpoints } from '../checks/service-without-endpoints.check.ts';
import type { Story } from './story.ts';

/** Monzo, 2017. */
export const monzoMajorOutage2017: Story = {
  id: 'monzo-major-outage-2017',
  headline: 'Restarting everything meets a fault that only shows at start',
  title: 'Major Outage: Current account payments may fail',
  organisation: 'Monzo',
  year: 2017,
  medium: 'postmortem',
  url: 'https://community.monzo.com/t/resolved-current-account-payments-may-fail-major-outage-27-10-2017/26296/95',
  involved: ['aws', 'etcd', 'linkerd', 'endpoints', 'service-mesh', 'api-incompatibility'],
  impact:
    'Payments failed for about an hour and a half on a Friday; a restart of the mesh turned a partial fault into an outage of the platform.',
  summary:
    'Two weeks earlier etcd had been upgraded and enlarged. A change to a payment service then failed, and rolling it back did not help, because the mesh no longer heard of new endpoints. The proxies were all restarted to mend that, and did not come up: a Service without endpoints, scaled to zero the day before, was more than that version could read from the new Kubernetes.',
  lesson: 'Before you restart everything, restart one.',
  checks: [
    { check: serviceWithoutEndpoints, rules: ['selects-nothing', 'none-ready'] },
    { check: extensionApiUnavailable },
    { check: nodeVersionSkew },
    { check: crashloop },
  ],
  notDetectable: {
    what: 'That a proxy holds old endpoints is known to the proxy.',
    ask: 'How do we see that a proxy routes by old endpoints, and which restart would we try first?',
  },
};
