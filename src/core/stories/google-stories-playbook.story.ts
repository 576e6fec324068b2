import { hostAccess } from '../checks/host-access.check.ts';
import { imageMutable } from '../checks/image-mutable.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** Google, 2018. */
export const googleStoriesPlaybook: Story = {
  id: 'google-stories-playbook',
  headline: 'The same few classes of failure in many clusters',
  title: 'Stories from the Playbook',
  organisation: 'Google',
  year: 2018,
  medium: 'talk',
  url: 'https://youtu.be/N2JUGnwinbQ',
  involved: ['gcp', 'gke', 'etcd', 'docker', 'image-registry', 'dnsmasq', 'security-patch'],
  impact: 'Production outages, seen from the side of the provider.',
  summary:
    'Site reliability engineers of a provider tell of incidents in the clusters of customers. An etcd reaches its size, a container runtime hangs, a registry cannot be reached, and a DNS add-on had to be patched quickly.',
  lesson: 'Write the playbook while the incident is fresh, because the same few classes come back elsewhere.',
  checks: [
    { check: imageMutable, rules: ['always-pull', 'moving-tag', 'frozen-registry'] },
    { check: podStartBlocked, rules: ['image'] },
    { check: hostAccess, rules: ['runtime-socket'] },
    { check: objectPileup },
    { check: nodeUnhealthy },
  ],
  notDetectable: {
    what: 'The size of etcd on a managed control plane is known to the provider.',
    ask: 'Does our provider tell us how full etcd is? What do we do when the registry is away for an hour?',
  },
};
