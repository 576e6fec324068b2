import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import { namespacePodCapMissing } from '../checks/namespace-pod-cap-missing.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import type { Story } from './story.ts';

/** Wikimedia Foundation, 2026. */
export const wikimediaCatalystCiPods: Story = {
  id: 'wikimedia-catalyst-ci-pods',
  headline: 'Two hundred demos that nobody removed',
  title: 'Catalyst/Incidents/2026-01-29',
  organisation: 'Wikimedia Foundation',
  year: 2026,
  medium: 'incident report',
  url: 'https://wikitech.wikimedia.org/wiki/Catalyst/Incidents/2026-01-29',
  involved: ['k3s', 'ci', 'system-oom', 'resource-quota', 'cleanup', 'oomkill'],
  impact: 'The demo platform was down for 45 minutes.',
  summary:
    'Each run of CI could leave a demo behind, and failed ones were kept for three days. More than 200 pods had gathered when the memory of the machine was used up.',
  lesson: 'Whatever is created automatically needs a limit on its number, and an end.',
  checks: [
    { check: namespacePodCapMissing },
    { check: requestsMissing },
    { check: memoryLimitUnsafe, rules: ['missing'] },
    { check: objectPileup },
    { check: oomKilled },
  ],
};
