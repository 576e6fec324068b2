import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { requestsMissing } from '../checks/requests-missing.check.ts';
import { shutdownRace } from '../checks/shutdown-race.check.ts';
import type { Story } from './story.ts';

/** Exponea, 2019. */
export const exponeaIstioShallowWater: Story = {
  id: 'exponea-istio-shallow-water',
  headline: 'A sidecar for everything changes how everything starts and ends',
  title: 'How we failed to integrate Istio into our platform',
  organisation: 'Exponea',
  year: 2019,
  medium: 'blog post',
  url: 'https://medium.com/@jakubkulich/sailing-with-the-istio-through-the-shallow-water-8ae81668381e',
  involved: ['gcp', 'gke', 'istio', 'service-mesh', 'sidecar', 'proxy-injection', 'job'],
  impact: 'The rollout of the mesh was stopped after a lot of engineering time.',
  summary:
    'The platform team tried to bring Istio to all workloads by injection. Jobs did not end because the proxy beside them kept running, applications that needed the network at start found the proxy not ready yet, and each pod became more expensive. The team gave up the attempt and wrote down why.',
  lesson: 'Injection changes start, shutdown and Jobs of every pod. Prove it on each kind of workload before the switch for all.',
  checks: [{ check: jobUnbounded, rules: ['classic-sidecar'] }, { check: requestsMissing }, { check: shutdownRace }],
};
