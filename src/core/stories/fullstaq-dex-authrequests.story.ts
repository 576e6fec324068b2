import { deletionStuck } from '../checks/deletion-stuck.check.ts';
import { extensionApiUnavailable } from '../checks/extension-api-unavailable.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import type { Story } from './story.ts';

/** anonymous Fullstaq client, 2019. */
export const fullstaqDexAuthrequests: Story = {
  id: 'fullstaq-dex-authrequests',
  headline: 'One stored object per login attempt fills etcd',
  title: 'A Kubernetes failure story (dex)',
  organisation: 'anonymous Fullstaq client',
  year: 2019,
  medium: 'slides',
  url: 'https://pieterlange.github.io/failure-stories/2019-06.dex.html',
  involved: ['etcd', 'api-server', 'dex', 'crd', 'custom-resources', 'authentication', 'finalizers'],
  impact: 'The production control plane broke and nobody could log in to look; the business applications kept running.',
  summary:
    'The login service dex stored a custom resource for each authentication request. They piled up until even a list of them timed out and etcd and the API servers suffered. Deleting the namespace looped, and since logins needed the same cluster, the way in was closed as well.',
  lesson:
    'A controller that stores one object per request needs a short expiry and an alarm on the count. Keep a way in that does not depend on the cluster.',
  checks: [{ check: objectPileup }, { check: deletionStuck, rules: ['namespace'] }, { check: extensionApiUnavailable }],
};
