import { apiVersionRemoved } from '../checks/api-version-removed.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import type { Story } from './story.ts';

/** Reddit, 2023. */
export const redditPiDay: Story = {
  id: 'reddit-pi-day',
  headline: 'A label that an upgrade removed takes the network away',
  title: 'You Broke Reddit: The Pi-Day Outage',
  organisation: 'Reddit',
  year: 2023,
  medium: 'postmortem',
  url: 'https://www.reddit.com/r/RedditEng/comments/11xx5o0/you_broke_reddit_the_piday_outage/',
  involved: ['upgrade', 'calico', 'route-reflector', 'node-labels', 'deprecation', 'kubeadm', 'cri-o', 'backup-restore'],
  impact: 'The whole site was unreachable for 314 minutes on 14 March 2023.',
  summary:
    'An upgrade of one cluster from Kubernetes 1.23 to 1.24 removed the old node label for the control plane, node-role.kubernetes.io/master. The route reflectors of Calico were chosen by exactly that label, in a configuration that nobody remembered, so pods on different nodes lost each other. There is no way back from such an upgrade: the control plane had to be restored from a backup with a procedure that was written for an older container runtime.',
  lesson:
    'Selectors on labels that you do not own break when their owner drops them. Search all objects, custom resources too, for what an upgrade removes, and rehearse the restore.',
  checks: [
    { check: apiVersionRemoved, rules: ['removed-label'] },
    { check: nodeVersionSkew, rules: ['blocks-upgrade', 'mixed-pool'] },
    { check: nodeUnhealthy, rules: ['network', 'mass'] },
  ],
  notDetectable: {
    what: 'A selector inside a custom resource of a network plugin has no schema that we know.',
    ask: 'Which selectors, in CRDs of the network, storage and ingress, name node labels that we do not set ourselves?',
  },
};
