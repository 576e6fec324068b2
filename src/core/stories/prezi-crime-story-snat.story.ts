import type { Story } from './story.ts';

/** Prezi, 2019. */
export const preziCrimeStorySnat: Story = {
  id: 'prezi-crime-story-snat',
  headline: 'Two connections pick the same port, and one waits a second',
  title: 'A Kubernetes crime story',
  organisation: 'Prezi',
  year: 2019,
  medium: 'blog post',
  url: 'https://engineering.prezi.com/https-engineering-prezi-com-a-kubernetes-crime-story-2e8d75a77630',
  involved: ['aws', 'eks', 'snat', 'conntrack', 'aws-vpc-cni', 'networking', 'latency'],
  impact: 'Outgoing TCP connections were delayed by one to three seconds.',
  summary:
    'Some connections out of the cluster took suspiciously round times. When the kernel of a node rewrites the source of two connections at the same moment, both can get the same port; one packet is dropped, and TCP repeats it after a second.',
  lesson: 'Delays of exactly one or three seconds are lost SYN packets. Let the node choose source ports fully at random.',
  checks: [],
  notDetectable: {
    what: 'The race happens in the kernel of the node. Its counter, insert_failed of conntrack, is not in the API.',
    ask: 'Does our latency have humps at one and three seconds? Which port allocation does the CNI use for source NAT?',
  },
};
