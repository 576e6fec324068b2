import { crashloop } from '../checks/crashloop.check.ts';
import { livenessEqualsReadiness } from '../checks/liveness-equals-readiness.check.ts';
import { livenessTooAggressive } from '../checks/liveness-too-aggressive.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** NRE Labs, 2018. */
export const nreLabsOutage: Story = {
  id: 'nre-labs-outage',
  headline: 'The store is killed while it recovers, again and again',
  title: 'NRE Labs Outage Post-Mortem',
  organisation: 'NRE Labs',
  year: 2018,
  medium: 'blog post',
  url: 'https://keepingitclassless.net/2018/12/december-4-nre-labs-outage-post-mortem/',
  involved: ['gcp', 'kubeadm', 'etcd', 'terraform', 'liveness-probe', 'single-master'],
  impact: 'The learning platform was unavailable because its single master kept restarting.',
  summary:
    'The platform had one master. Its etcd came back slowly, and the liveness probe of its static pod killed it before it was done, so it never came back at all. The cluster had been made by kubeadm, and with one member there was nobody else to ask.',
  lesson: 'A liveness probe that kills what is recovering makes an outage permanent. Give a store time, and more than one member.',
  checks: [{ check: livenessTooAggressive }, { check: livenessEqualsReadiness }, { check: crashloop }, { check: singlePointOfFailure }],
  notDetectable: {
    what: 'Whether a backup of etcd exists and works is not in the API.',
    ask: 'When did we last restore etcd from a backup, and how long did it take?',
  },
};
