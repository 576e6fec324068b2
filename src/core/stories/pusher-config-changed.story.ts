import { crashloop } from '../checks/crashloop.check.ts';
import { missingConfigReference } from '../checks/missing-config-reference.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import type { Story } from './story.ts';

/** Pusher, 2019. */
export const pusherConfigChanged: Story = {
  id: 'pusher-config-changed',
  headline: 'A changed ConfigMap arrives in pods nobody rolled out',
  title: 'Oh Sh*t! The Config Changed!',
  organisation: 'Pusher',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=8P7-C44Gjj8',
  involved: ['aws', 'nginx', 'configmap', 'rolling-update', 'config-drift'],
  impact: 'Production went down when pods picked up a ConfigMap edit that had never been rolled out as a change.',
  summary:
    'A ConfigMap was edited, and the running pods kept the old content in memory. Later pods restarted one after the other for other reasons, read the new content, and failed on it. There was no rollout that could have been stopped or undone.',
  lesson: 'Treat configuration as part of the pod template: a hash in an annotation, or an immutable ConfigMap with a version in its name.',
  checks: [{ check: missingConfigReference, rules: ['missing-key'] }, { check: crashloop }, { check: rolloutStuck }],
  notDetectable: {
    what: 'Whether a process reads its files again while it runs is up to its code.',
    ask: 'For each ConfigMap that we edit by hand: when do the pods see it, all at once or at their next restart?',
  },
};
