import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { pdbMissing } from '../checks/pdb-missing.check.ts';
import { shutdownRace } from '../checks/shutdown-race.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** mybinder.org (Project Jupyter), 2019. */
export const mybinderIngressCordoned: Story = {
  id: 'mybinder-ingress-cordoned',
  headline: 'All ingress pods on nodes that are cordoned',
  title: '2019-04-03, 30min outage during node pool upgrade',
  organisation: 'mybinder.org (Project Jupyter)',
  year: 2019,
  medium: 'incident report',
  url: 'https://github.com/jupyterhub/mybinder.org-deploy/blob/main/docs/source/incident-reports/2019-04-03-ingress-cordoned.md',
  involved: ['gcp', 'gke', 'upgrade', 'cordon', 'ingress-nginx', 'load-balancer', 'detection'],
  impact: 'The site was down for about 40 minutes until a user reported it.',
  summary:
    'During an upgrade the old nodes were cordoned. All pods of the ingress controller were on them, and traffic no longer arrived there. Deleting the pods, so that they started on other nodes, took a minute; noticing took forty.',
  lesson: 'Move ingress pods before you cordon their nodes, and probe the site from outside.',
  checks: [
    { check: singlePointOfFailure },
    { check: nodeUnhealthy, rules: ['cordoned'] },
    { check: shutdownRace, rules: ['local-drain'] },
    { check: pdbMissing },
  ],
};
