import { crashloop } from '../checks/crashloop.check.ts';
import type { Story } from './story.ts';

/** 42Crunch, 2021. */
export const from42crunchKubeProxy: Story = {
  id: '42crunch-kube-proxy',
  headline: 'All pods run, and nothing can be reached',
  title: 'us.42crunch.cloud is down',
  organisation: '42Crunch',
  year: 2021,
  medium: 'incident report',
  url: 'https://42crunch.statuspage.io/incidents/wx8lkrlt90wg',
  involved: ['gcp', 'gke', 'kube-proxy', 'control-plane', 'managed-control-plane', 'networking'],
  impact: 'The platform had no connectivity for about 90 minutes although all pods ran.',
  summary:
    'kube-proxy on the nodes of a managed cluster failed and was restarted again and again. Without it, Services led nowhere, not even the one of the API server, while pods were shown as running.',
  lesson: 'Running pods prove nothing about traffic. Alert on restarts of kube-proxy, and test a request from outside.',
  checks: [{ check: crashloop }],
  notDetectable: {
    what: 'Whether the rules that kube-proxy wrote work is known to the node only.',
    ask: 'What asks our platform from outside, through the front door, each minute?',
  },
};
