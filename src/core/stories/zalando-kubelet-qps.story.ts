import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import { serviceaccountInvalid } from '../checks/serviceaccount-invalid.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoKubeletQps: Story = {
  id: 'zalando-kubelet-qps',
  headline: 'One node takes all builds, and its kubelet may not report them fast enough',
  title: 'Build Errors of Continuous Delivery Platform',
  organisation: 'Zalando',
  year: 2019,
  medium: 'postmortem',
  url: 'https://github.com/zalando-incubator/kubernetes-on-aws/blob/dev/docs/postmortems/jun-2019-kubelet-qps.md',
  involved: ['aws', 'iam', 'kube2iam', 'kubelet', 'kube-api-qps', 'rate-limit', 'batch'],
  impact: 'Builds of the delivery platform failed for almost an hour on 11 June 2019.',
  summary:
    'After a rescaling, only one node was left for builder pods. They came and went so fast that the kubelet, which may make five requests per second by default, was minutes late with their state. The credentials of a pod are handed out by its address, so builds waited for credentials and timed out.',
  lesson: 'Spread short-lived pods over nodes, and raise the rate of the kubelet deliberately.',
  checks: [{ check: podStartBlocked }, { check: singlePointOfFailure, rules: ['co-located'] }, { check: serviceaccountInvalid }],
  notDetectable: {
    what: 'The rate limit of a kubelet is a flag of the node.',
    ask: 'How long does it take from scheduled to an address on our build nodes, and what is --kube-api-qps there?',
  },
};
