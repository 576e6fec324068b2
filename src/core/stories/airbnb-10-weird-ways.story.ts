import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { crashloop } from '../checks/crashloop.check.ts';
import { hpaBroken } from '../checks/hpa-broken.check.ts';
import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import { shellSwallowsSigterm } from '../checks/shell-swallows-sigterm.check.ts';
import type { Story } from './story.ts';

/** Airbnb, 2019. */
export const airbnb10WeirdWays: Story = {
  id: 'airbnb-10-weird-ways',
  headline: 'Sidecars, autoscalers and DNS surprise each other',
  title: '10 Weird Ways to Blow Up Your Kubernetes',
  organisation: 'Airbnb',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=FrQ8Lwm9_j8',
  involved: ['autoscaling', 'kube-dns', 'pid-namespace', 'container-runtime', 'service-mesh'],
  impact: 'Strange bugs and serious downtime while the number of services grew beyond 700.',
  summary:
    'The talk collects odd failures of a fast growing platform: autoscaling that flaps, and a kube-dns that restarts while the cluster grows. Processes fill the process table of a node, and sidecars are ready only after the container that needs them.',
  lesson: 'Test sidecars, autoscaler and DNS together: most surprises came from their interplay.',
  checks: [
    { check: hpaBroken },
    { check: clusterDnsFragile },
    { check: nodeUnhealthy, rules: ['pressure'] },
    { check: shellSwallowsSigterm, rules: ['startup-sleep'] },
    { check: crashloop },
  ],
};
