import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Saltside, 2017. */
export const saltsideFirstOutage: Story = {
  id: 'saltside-first-outage',
  headline: 'Without requests, a scheduler packs nodes until they fail',
  title: 'Our First Kubernetes Outage',
  organisation: 'Saltside',
  year: 2017,
  medium: 'blog post',
  url: 'https://engineering.saltside.se/our-first-kubernetes-outage-c6b9249cfd3a',
  involved: ['aws', 'kops', 'helm', 'node-notready', 'resource-exhaustion', 'resource-limits'],
  impact: 'A non-production cluster was lost when workloads used up its nodes.',
  summary:
    'To test a chart, the same applications were installed for several markets at once on a small cluster. Pods said nothing about what they need, so the scheduler packed them on few nodes; the nodes ran out of resources and went one after the other.',
  lesson: 'Set requests and limits from the first day; without them the scheduler counts every pod as nothing.',
  checks: [
    { check: requestsMissing, rules: ['best-effort', 'memory'] },
    { check: memoryLimitUnsafe, rules: ['missing'] },
    { check: nodeUnhealthy },
    { check: podPending },
  ],
};
