import { memoryLimitUnsafe } from '../checks/memory-limit-unsafe.check.ts';
import type { Story } from './story.ts';

/** 2i2c, 2023. */
export const from2i2cDaskEvictions: Story = {
  id: '2i2c-dask-evictions',
  headline: 'Monitoring grows with the nodes it scrapes',
  title: '2023-02-01 Heavy use of dask-gateway induced critical pod evictions',
  organisation: '2i2c',
  year: 2023,
  medium: 'incident report',
  url: 'https://github.com/2i2c-org/incident-reports/blob/main/reports/2023-02-01-daskhub-induced-evictions.md',
  involved: ['eviction', 'prometheus', 'autoscaling', 'monitoring', 'core-nodes'],
  impact: 'Critical pods on the core nodes were evicted.',
  summary:
    'Heavy use of Dask brought about 200 nodes. The report believes that Prometheus, which scrapes each of them, then took so much memory that other pods on the core nodes were evicted.',
  lesson: 'Size monitoring for the maximum of the autoscaler, and give critical pods a priority.',
  checks: [{ check: memoryLimitUnsafe }],
  notDetectable: {
    what: 'How much a Prometheus will need follows from what it will scrape.',
    ask: 'How much memory does our Prometheus need when the autoscaler is at its maximum?',
  },
};
