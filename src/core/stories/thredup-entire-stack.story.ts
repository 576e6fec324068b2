import { crashloop } from '../checks/crashloop.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { livenessEqualsReadiness } from '../checks/liveness-equals-readiness.check.ts';
import { livenessTooAggressive } from '../checks/liveness-too-aggressive.check.ts';
import type { Story } from './story.ts';

/** ThredUP, 2018. */
export const thredupEntireStack: Story = {
  id: 'thredup-entire-stack',
  headline: 'Liveness probes copied from readiness restart what is only slow',
  title: 'Moving the Entire Stack to K8s Within a Year – Lessons Learned',
  organisation: 'ThredUP',
  year: 2018,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=tA8Sr3Nsx1I',
  involved: ['aws', 'kops', 'haproxy', 'liveness-probe', 'dns', 'file-descriptors', 'migration'],
  impact: 'Outages and DNS errors during a migration that took a year.',
  summary:
    'A whole stack moved to Kubernetes within a year. Liveness probes that did the same as readiness probes turned slow dependencies into restarts, which made them slower still. Limits on open files and DNS were further lessons.',
  lesson: 'Keep liveness apart from readiness and simple: it should only fail where a restart helps.',
  checks: [
    { check: livenessEqualsReadiness },
    { check: livenessTooAggressive },
    { check: dnsClientAmplification, rules: ['ndots'] },
    { check: crashloop },
  ],
  notDetectable: {
    what: "How many files a process may open is a setting of the node's runtime.",
    ask: 'What is the limit of open files in our containers, and which of them come near it?',
  },
};
