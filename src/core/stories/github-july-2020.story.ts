import { imageMutable } from '../checks/image-mutable.check.ts';
import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import type { Story } from './story.ts';

/** GitHub, 2020. */
export const githubJuly2020: Story = {
  id: 'github-july-2020',
  headline: 'A container nobody needs for traffic takes its pods out, and the registry is out of reach',
  title: 'GitHub Availability Report: July 2020',
  organisation: 'GitHub',
  year: 2020,
  medium: 'incident report',
  url: 'https://github.blog/2020-08-05-github-availability-report-july-2020/',
  involved: ['oomkill', 'sidecar', 'image-pull', 'imagepullpolicy', 'dns', 'registry', 'readiness'],
  impact: 'GitHub.com was degraded for four hours and 25 minutes.',
  summary:
    'A container that serving does not need went over its memory limit and was killed. It belonged to the production pods, and its image was pulled anew at each start; after a change of DNS the registry could not be reached from the clusters. So the restart failed, and pod after pod became unavailable.',
  lesson: 'A container that traffic does not need can still take its pod out. Do not make a restart depend on the registry.',
  checks: [
    { check: imageMutable, rules: ['always-pull'] },
    { check: oomKilled },
    { check: podStartBlocked, rules: ['image'] },
    { check: memoryLimitUnsafe },
  ],
};
