import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { serviceaccountInvalid } from '../checks/serviceaccount-invalid.check.ts';
import type { Story } from './story.ts';

/** Adevinta, 2019. */
export const adevintaLatency10x: Story = {
  id: 'adevinta-latency-10x',
  headline: 'Credentials that expire too soon are fetched on every call',
  title: 'Kubernetes made my latency 10x higher',
  organisation: 'Adevinta',
  year: 2019,
  medium: 'blog post',
  url: 'https://srvaroa.github.io/kubernetes/migration/latency/dns/java/aws/microservices/2019/10/22/kubernetes-added-a-0-to-my-latency.html',
  involved: ['aws', 'kiam', 'iam', 'dns', 'latency', 'java', 'credentials'],
  impact: 'One service answered about ten times slower than the same build on EC2.',
  summary:
    'The service asked for AWS credentials through KIAM, which handed out ones that live 15 minutes. The SDK refreshes credentials with less than 15 minutes to live, so it fetched new ones on each request, and the requests waited. The title blames Kubernetes; the author shows that it was the meeting of two harmless defaults.',
  lesson: "Look at how the timers of two systems meet: a lifetime below the other side's refresh threshold means no caching at all.",
  checks: [{ check: dnsClientAmplification, rules: ['ndots'] }, { check: serviceaccountInvalid }],
  notDetectable: {
    what: 'How often an SDK asks for credentials is between the application and the agent on its node.',
    ask: 'Does the request rate of our credential agents grow with the traffic of the applications? How long do our tokens live?',
  },
};
