import { apiVersionRemoved } from '../checks/api-version-removed.check.ts';
import { extensionApiUnavailable } from '../checks/extension-api-unavailable.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { readinessProbeMissing } from '../checks/readiness-probe-missing.check.ts';
import { serviceWithoutEndpoints } from '../checks/service-without-endpoints.check.ts';
import type { Story } from './story.ts';

/** Monzo, 2018. */
export const monzoAnatomyOfOutage: Story = {
  id: 'monzo-anatomy-of-outage',
  headline: 'A Service without endpoints breaks every proxy that restarts',
  title: 'Anatomy of a Production Kubernetes Outage',
  organisation: 'Monzo',
  year: 2018,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=OUYTNywPk-s',
  involved: ['aws', 'etcd', 'linkerd', 'grpc', 'endpoints', 'api-incompatibility', 'service-mesh'],
  impact: 'The payment ledger and then the whole platform were unavailable.',
  summary:
    'The talk goes through the outage of October 2017. A fault between etcd and its client left the mesh with old endpoints, so a rollout and its rollback sent payments into the void. Restarting all proxies of the mesh then met an incompatibility: with that version of Kubernetes, a Service without endpoints made them fail, and such a Service existed since the evening before.',
  lesson: 'Versions that work alone can fail together. Test the mesh against the exact API server, with Services that have no endpoints.',
  checks: [
    { check: serviceWithoutEndpoints },
    { check: nodeVersionSkew },
    { check: readinessProbeMissing },
    { check: extensionApiUnavailable },
    { check: apiVersionRemoved, rules: ['meaning-change'] },
  ],
  notDetectable: {
    what: "Whether a proxy's list of endpoints is the one that the API has now is known only to the proxy.",
    ask: 'How would we notice that the mesh routes by old endpoints? What happens when we restart one of its proxies today?',
  },
};
