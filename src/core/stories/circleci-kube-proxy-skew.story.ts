import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { serviceWithoutEndpoints } from '../checks/service-without-endpoints.check.ts';
import type { Story } from './story.ts';

/** CircleCI, 2023. */
export const circleciKubeProxySkew: Story = {
  id: 'circleci-kube-proxy-skew',
  headline: 'Two versions of one writer of rules on the same node',
  title: 'Incident Report: 2023-03-14 - Delays Starting Jobs',
  organisation: 'CircleCI',
  year: 2023,
  medium: 'postmortem',
  url: 'https://discuss.circleci.com/t/incident-report-2023-03-14-delays-starting-jobs/47555',
  involved: ['upgrade', 'kubelet', 'kube-proxy', 'version-skew', 'iptables', 'networking'],
  impact: 'Pipelines started late or not at all for more than seven hours, with two incidents that followed.',
  summary:
    'During an upgrade, kubelet and kube-proxy on the same nodes had different versions. Both write the rules of the network on a node, and the versions did not agree on them, so rules were wrong and traffic to services failed on some nodes.',
  lesson: 'Treat kubelet and kube-proxy as one unit, and upgrade node by node.',
  checks: [{ check: nodeVersionSkew }, { check: serviceWithoutEndpoints, rules: ['none-ready'] }],
};
