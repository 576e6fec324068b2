import { crashloop } from '../checks/crashloop.check.ts';
import { oomKilled } from '../checks/oom-killed.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** 2i2c, 2025. */
export const from2i2cOpenscapesHubOom: Story = {
  id: '2i2c-openscapes-hub-oom',
  headline: 'The morning after the load test, the hub does not start',
  title: 'Incident report July 21 2025 - Openscapes hub pods dying post-stress-testing',
  organisation: '2i2c',
  year: 2025,
  medium: 'incident report',
  url: 'https://github.com/2i2c-org/incident-reports/blob/main/reports/2025-07-21-openscapes-hub-pods-dying.md',
  involved: ['aws', 'oomkill', 'memory-limit', 'load-test', 'jupyterhub', 'crashloop'],
  impact: 'A hub for a workshop crashed on each start, on the day of the workshop.',
  summary:
    'A stress test the evening before had left thousands of entries in the database of the hub. Reading them at start took memory that grows with the square of their number, and a higher limit was not enough. The hub came back without its old database.',
  lesson: 'Clean up after a load test, and remember that a start of quadratic cost is not mended by memory.',
  checks: [{ check: oomKilled }, { check: crashloop }, { check: singlePointOfFailure, rules: ['one-replica'] }],
};
