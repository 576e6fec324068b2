import { nodeUnhealthy } from '../checks/node-unhealthy.check.ts';
import type { Story } from './story.ts';

/** SaleMove, 2017. */
export const salemoveUsSystem: Story = {
  id: 'salemove-us-system',
  headline: 'A fixed address for something that moves',
  title: 'SaleMove US System Issue',
  organisation: 'SaleMove',
  year: 2017,
  medium: 'incident report',
  url: 'https://status.salemove.com/incidents/xf6cr710yrzn',
  involved: ['aws', 'elb-ips', 'dns', 'api-server', 'kubelet'],
  impact: 'The US production system had problems after the address of the API load balancer changed.',
  summary:
    'The API server stood behind a load balancer, and its name was kept as a fixed A record. When the cloud gave the load balancer other addresses, the kubelets could not reach the API server any more.',
  lesson: 'Do not pin the API endpoint to an address; those of load balancers change.',
  checks: [{ check: nodeUnhealthy, rules: ['mass', 'not-ready'] }],
  notDetectable: {
    what: 'DNS records and load balancer addresses are outside of the cluster.',
    ask: 'What does the name of our API server point to, an alias or an address somebody typed?',
  },
};
