import type { Story } from './story.ts';

/** PrometheusKube, 2020. */
export const prometheuskubeFluentBit: Story = {
  id: 'prometheuskube-fluent-bit',
  headline: 'A log agent that runs and ships nothing',
  title: 'Why we switched from fluent-bit to Fluentd in 2 hours',
  organisation: 'PrometheusKube',
  year: 2020,
  medium: 'blog post',
  url: 'https://prometheuskube.com/why-we-switched-from-fluent-bit-to-fluentd-in-2-hours',
  involved: ['fluent-bit', 'fluentd', 'logging', 'daemonset', 'observability'],
  impact: 'Application logs of one node were lost in production.',
  summary:
    'Developers missed log lines. The agent of one node was running and ready, and sent nothing. Its peers on other nodes were fine, and the team replaced it by another agent within two hours.',
  lesson: 'Count the lines that leave each node. A running pod is no proof that it does its work.',
  checks: [],
  notDetectable: {
    what: 'What an agent ships is its own metric; for the API it is a pod that runs.',
    ask: 'Would we notice that one node has sent no logs for an hour?',
  },
};
