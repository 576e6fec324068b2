import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import type { Story } from './story.ts';

/** Veracode, 2018. */
export const veracodeOutagesDowntime: Story = {
  id: 'veracode-outages-downtime',
  headline: 'The roles of a cluster are destroyed beside it, and the rebuilt one has other ranges',
  title: 'Outages? Downtime?',
  organisation: 'Veracode',
  year: 2018,
  medium: 'blog post',
  url: 'https://sethmccombs.github.io/work/2018/12/03/Outages.html',
  involved: ['aws', 'iam', 'terraform', 'kubespray', 'pod-cidr', 'cloud-provider', 'region-migration'],
  impact: 'A QA and development cluster was out of service for about two days.',
  summary:
    'A change with Terraform removed cloud roles that the cluster used, and its nodes could not speak to the cloud any more. The cluster was built anew, and settings that had been derived once, such as the range of pod addresses, did not fit any more.',
  lesson:
    'Cloud roles that a cluster uses are part of it: protect them from being destroyed, and check every derived setting when you rebuild.',
  checks: [{ check: nodeUnhealthy, rules: ['network', 'not-ready'] }],
  notDetectable: {
    what: 'Roles and routes belong to the cloud, and a failed call to it is in the logs of kubelets and controllers.',
    ask: 'Which roles, routes and ranges does each cluster need, and what keeps a plan from destroying them?',
  },
};
