import { ingressBroken } from '../checks/ingress-broken.check.ts';
import { serviceWithoutEndpoints } from '../checks/service-without-endpoints.check.ts';
import type { Story } from './story.ts';

/** Skyscanner, 2019. */
export const skyscannerTemplatingLine: Story = {
  id: 'skyscanner-templating-line',
  headline: 'A template line takes its fallback, and traffic goes through one address',
  title: 'Misunderstanding the behaviour of one templating line',
  organisation: 'Skyscanner',
  year: 2019,
  medium: 'blog post',
  url: 'https://medium.com/@SkyscannerEng/misunderstanding-the-behaviour-of-one-templating-line-and-the-pain-it-caused-our-k8s-clusters-a420f30a99f1',
  involved: ['haproxy-ingress', 'service-vip', 'go-template', 'endpoints', 'ingress', 'latency'],
  impact: 'Latency went up a great deal, and some services returned 5xx.',
  summary:
    'The configuration of the ingress is rendered from a template. A line of it took its fallback branch and used the virtual address of the Service instead of the addresses of its pods, which changed how traffic was spread.',
  lesson: 'A template that falls back silently changes behaviour without an error. Test the rendered configuration, not the template.',
  checks: [{ check: ingressBroken }, { check: serviceWithoutEndpoints, rules: ['named-port-missing'] }],
  notDetectable: {
    what: 'What the template of an ingress controller renders is inside the controller.',
    ask: 'Can we see the rendered configuration of our ingress, and do we compare it before and after a change?',
  },
};
