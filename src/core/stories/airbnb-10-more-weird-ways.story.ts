import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { fieldsSilentlyDropped } from '../checks/fields-silently-dropped.check.ts';
import { hpaBroken } from '../checks/hpa-broken.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import { webhookBlastRadius } from '../checks/webhook-blast-radius.check.ts';
import type { Story } from './story.ts';

/** Airbnb, 2020. */
export const airbnb10MoreWeirdWays: Story = {
  id: 'airbnb-10-more-weird-ways',
  headline: 'What is stored is not what was sent',
  title: '10 More Weird Ways to Blow Up Your Kubernetes',
  organisation: 'Airbnb',
  year: 2020,
  medium: 'talk',
  url: 'https://www.contalks.com/talks/2260/10-more-weird-ways-to-blow-up-your-kubernetes-kubecon-cloudnativecon-north-america-2020',
  involved: ['mutating-webhook', 'cpu-limits', 'oomkill', 'kube2iam', 'hpa', 'control-plane'],
  impact: 'Several outages of varying size in one year.',
  summary:
    'The second talk of the series tells of mutating webhooks that changed objects in unexpected ways, of CPU limits, containers killed for memory and credentials for pods. An autoscaler stood at its bound for days, half of the replicas of something were missing for a week, and a control plane was gone altogether.',
  lesson: 'Webhooks and autoscalers change what you deployed: compare the stored object with the one you sent.',
  checks: [
    { check: fieldsSilentlyDropped, rules: ['pruned'] },
    { check: hpaBroken, rules: ['at-max', 'pinned'] },
    { check: webhookBlastRadius },
    { check: cpuLimitThrottles },
    { check: oomKilled },
    { check: rolloutStuck, rules: ['unavailable'] },
  ],
};
