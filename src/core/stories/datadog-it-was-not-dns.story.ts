import type { Story } from './story.ts';

/** Datadog, 2022. */
export const datadogItWasNotDns: Story = {
  id: 'datadog-it-was-not-dns',
  headline: 'A limit below the node drops packets during rollouts',
  title: "The Logs Told Us It Was DNS, It Felt Like DNS, It Had To Be DNS, It Wasn't DNS",
  organisation: 'Datadog',
  year: 2022,
  medium: 'talk',
  url: 'https://hackdojo.io/presentations/4GP4VKO59/logs-told-us-it-was-dns-it-felt-like-dns-it-had-to-be-dns-it-wasn-t-dns',
  involved: ['aws', 'conntrack', 'hypervisor', 'rolling-update', 'networking', 'dns'],
  impact: 'Errors rose with each rolling restart of a metrics service.',
  summary:
    "The logs said that names could not be resolved, but only during rolling updates. New connections of many pods at once went over what the type of the machine allows to be tracked by the hypervisor, and packets were dropped there, below the node's own tables.",
  lesson: 'The limit can sit below your node. Watch the network allowances of the type of machine as well as your own tables.',
  checks: [],
  notDetectable: {
    what: 'The allowance of a machine type is counted by the network driver of the node.',
    ask: 'Do we collect conntrack_allowance_exceeded, and does it move during rollouts?',
  },
};
