import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** Wikimedia Foundation, 2024. */
export const wikimediaWikikubeApi: Story = {
  id: 'wikimedia-wikikube-api',
  headline: 'Each new node is a little more work for the control plane',
  title: '2024-05-28 wikikube-api',
  organisation: 'Wikimedia Foundation',
  year: 2024,
  medium: 'incident report',
  url: 'https://wikitech.wikimedia.org/wiki/Incidents/2024-05-28_wikikube-api',
  involved: ['api-server', 'control-plane', 'capacity', 'large-cluster', 'rollout'],
  impact: 'Readers noticed nothing; four deployments failed, and others were locked for a while.',
  summary:
    'Nodes had been added for months while the machines of the control plane stayed as they were. During each rollout the API servers were busier, until deployments failed. One of the machines also had a slower link than the others.',
  lesson: 'Each node loads the control plane. Look at its trend during rollouts, rather than wait for a failed one.',
  checks: [{ check: rolloutStuck }],
  notDetectable: {
    what: "CPU and network of the control plane's machines are not in the API, and on managed clusters they are nobody's but the provider's.",
    ask: 'How busy are our API servers during a rollout, compared with half a year ago?',
  },
};
