import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** Render, 2024. */
export const renderRestartEverything: Story = {
  id: 'render-restart-everything',
  headline: 'Everything restarts at once, and volumes come back one by one',
  title: "Root Cause Analysis for Render's Extended Service Disruption on 3/26/24",
  organisation: 'Render',
  year: 2024,
  medium: 'postmortem',
  url: 'https://render.com/blog/root-cause-analysis-extended-service-disruption-3-26-24',
  involved: ['mass-restart', 'storage', 'volume-attach', 'rate-limit', 'feature-flag', 'control-plane'],
  impact: 'All workloads restarted at once; services with disks took up to almost four hours to come back.',
  summary:
    'A change in the control plane of the platform restarted every workload of its customers. Those without disks were back soon. Those with disks waited, because volumes are attached at a rate that was meant for single moves.',
  lesson: 'Measure how long a cold start of everything takes, and what limits it.',
  checks: [{ check: rolloutStuck }, { check: podStartBlocked, rules: ['runtime'] }],
  notDetectable: {
    what: 'How many volumes the cloud attaches in a minute is a limit of the cloud.',
    ask: 'How long would a cold start of everything take here, and what is the narrowest step?',
  },
};
