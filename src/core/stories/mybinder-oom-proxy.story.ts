import { crashloop } from '../checks/crashloop.check.ts';
import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** mybinder.org (Project Jupyter), 2017. */
export const mybinderOomProxy: Story = {
  id: 'mybinder-oom-proxy',
  headline: 'Builds without a limit beside the proxy of everybody',
  title: '2017-11-30 4:23PM PST, OOM (Out of Memory) Proxy',
  organisation: 'mybinder.org (Project Jupyter)',
  year: 2017,
  medium: 'incident report',
  url: 'https://github.com/jupyterhub/mybinder.org-deploy/blob/main/docs/source/incident-reports/2017-11-30-oom-proxy.md',
  involved: ['gcp', 'gke', 'node-oom', 'memory-limit', 'build-pods', 'proxy', 'noisy-neighbour'],
  impact: 'New servers could not be launched for about an hour while the proxy crashed.',
  summary:
    'Building images had no memory limit, and a build probably used up the memory of a node. The proxy through which all users go was on that node and restarted again and again.',
  lesson: 'Give builds memory limits and nodes of their own, away from what all users share.',
  checks: [
    { check: memoryLimitUnsafe, rules: ['missing'] },
    { check: requestsMissing },
    { check: oomKilled },
    { check: crashloop },
    { check: singlePointOfFailure },
  ],
};
