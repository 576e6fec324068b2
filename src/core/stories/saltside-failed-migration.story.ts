import type { Story } from './story.ts';

/** Saltside, 2017. */
export const saltsideFailedMigration: Story = {
  id: 'saltside-failed-migration',
  headline: 'Ready pods, and a load balancer that cannot reach them',
  title: 'Our Failure Migrating to Kubernetes',
  organisation: 'Saltside',
  year: 2017,
  medium: 'blog post',
  url: 'https://engineering.saltside.se/our-failure-migrating-to-kubernetes-25c28e6dd604',
  involved: ['aws', 'kops', 'elb', 'load-balancer', 'service-type-loadbalancer', 'migration'],
  impact: 'The move of the applications was given up after connection errors to backends.',
  summary:
    'The team moved applications from one platform to Kubernetes and saw backend connection errors at the elastic load balancer that they could not explain in time. They went back.',
  lesson: 'Test the way through the load balancer with real traffic before the switch, and keep the way back open.',
  checks: [],
  notDetectable: {
    what: 'Connection errors between a cloud load balancer and its backends are counted in the cloud; pods are Ready all the while.',
    ask: 'Which idle timeout has our load balancer, and which have the servers behind it?',
  },
};
