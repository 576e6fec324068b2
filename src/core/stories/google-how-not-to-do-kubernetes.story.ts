import { imageMutable } from '../checks/image-mutable.check.ts';
import { ingressBroken } from '../checks/ingress-broken.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** Google, 2018. */
export const googleHowNotToDoKubernetes: Story = {
  id: 'google-how-not-to-do-kubernetes',
  headline: 'Most harm can be read in the manifests',
  title: 'How NOT to do Kubernetes - Sr.SRE Medya Ghazizadeh',
  organisation: 'Google',
  year: 2018,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=V0DVkrHf08k',
  involved: ['image-registry', 'ingress-wildcard', 'image-size', 'replicas', 'twelve-factor', 'security'],
  impact: 'No single outage: habits that harm the safety and stability of clusters.',
  summary:
    'The talk goes through what one finds in clusters that grew without a plan. Images come from public registries and are of enormous size, Ingresses take every host, services have a single replica, and applications are not made to be stopped and started.',
  lesson: 'Most of it can be seen before anything breaks: read your manifests for public images, wildcard hosts and single replicas.',
  checks: [
    { check: imageMutable },
    { check: ingressBroken, rules: ['catch-all', 'conflict'] },
    { check: singlePointOfFailure, rules: ['one-replica', 'bare-pod'] },
  ],
};
