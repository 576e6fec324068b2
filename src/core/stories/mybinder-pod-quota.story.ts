import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** mybinder.org (Project Jupyter), 2022. */
export const mybinderPodQuota: Story = {
  id: 'mybinder-pod-quota',
  headline: 'The quota counts pods that do not exist',
  title: '2022-01-27, pod limit reached',
  organisation: 'mybinder.org (Project Jupyter)',
  year: 2022,
  medium: 'incident report',
  url: 'https://github.com/jupyterhub/mybinder.org-deploy/blob/main/docs/source/incident-reports/2022-06-02-pod-limit.md',
  involved: ['gcp', 'gke', 'resource-quota', 'quota-accounting', 'pods'],
  impact: 'No new session could start for about eleven hours before anyone noticed.',
  summary:
    'The quota object of the cluster said that 15,000 pods were used, which was far from true, so each new pod was refused. Deleting the object made the cluster create and count it anew. A user had reported the outage in the evening; it had begun in the morning.',
  lesson: 'Alert on refused creations, and compare what a quota counts with what there is.',
  checks: [{ check: podStartBlocked, rules: ['refused'] }],
};
