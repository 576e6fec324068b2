import type { Story } from './story.ts';

/** MindTickle, 2020. */
export const mindtickleEksMissingPacket: Story = {
  id: 'mindtickle-eks-missing-packet',
  headline: 'Packets to peered networks get lost because the CNI rewrites their source',
  title: 'The case of the missing packet: An EKS migration tale',
  organisation: 'MindTickle',
  year: 2020,
  medium: 'blog post',
  url: 'https://yashmehrotra.com/post/2020-03-16-case-of-missing-packet/',
  involved: ['aws', 'eks', 'aws-vpc-cni', 'snat', 'networking', 'migration'],
  impact: 'After the move to EKS, connections to hosts outside the cluster failed often and at random.',
  summary:
    'A production cluster moved from kops to EKS on a quiet weekend, and the platform became slow and unstable. Captured packets showed that connections to hosts in other networks were the ones that failed. The VPC CNI was rewriting source addresses on the way to networks that it should have left alone.',
  lesson: 'The source NAT of the CNI is part of your network design: compare it with every peered network before the first workload moves.',
  checks: [],
  notDetectable: {
    what: 'Which addresses the CNI rewrites stands in the environment of its DaemonSet, but whether that is right depends on the networks outside, and lost packets are counted on the nodes.',
    ask: 'Which networks are peered with ours, and does the CNI leave traffic to each of them alone? Do we have a connection error rate for every external dependency?',
  },
};
