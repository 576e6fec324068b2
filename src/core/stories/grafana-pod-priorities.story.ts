import { missingClassReference } from '../checks/missing-class-reference.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import type { Story } from './story.ts';

/** Grafana Labs, 2019. */
export const grafanaPodPriorities: Story = {
  id: 'grafana-pod-priorities',
  headline: 'The first priority class makes everybody else second',
  title: 'How a Production Outage Was Caused Using Kubernetes Pod Priorities',
  organisation: 'Grafana Labs',
  year: 2019,
  medium: 'blog post',
  url: 'https://grafana.com/blog/2019/07/24/how-a-production-outage-was-caused-using-kubernetes-pod-priorities/',
  involved: ['gcp', 'gke', 'pod-priority', 'preemption', 'statefulset', 'capacity', 'cortex'],
  impact: 'Hosted Prometheus was out for about 30 minutes.',
  summary:
    'To make room for upgrades, the ingesters of Cortex were to get a higher priority than other pods. The new classes reached the clusters, and a new ingester with priority pushed out an old one without; that one came back with priority and pushed out the next. The cascade went through all of them.',
  lesson:
    'A new priority class ranks every pod without one below it. Give the important ones a priority before the first high one appears.',
  checks: [{ check: podPending }, { check: missingClassReference, rules: ['priority-class'] }],
};
