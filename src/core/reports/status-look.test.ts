import { expect, test } from 'vitest';
import { statusLevel } from './status-look.ts';

test.each([
  ['pods', 'Status', 'Running', 'ok'],
  ['pods', 'Status', 'Init:0/1', 'wait'],
  ['pods', 'Status', 'Init:CrashLoopBackOff', 'bad'],
  ['pods', 'Status', 'OutOfcpu', 'bad'],
  ['pods', 'Status', 'Completed', 'gone'],
  ['pods', 'Status', 'constructor', undefined],
  ['nodes', 'Status', 'Ready,SchedulingDisabled', 'warn'],
  ['nodes', 'Status', 'NotReady,SchedulingDisabled', 'bad'],
  ['persistentvolumes', 'Status', 'Terminating', 'bad'],
  ['events', 'Type', 'Warning', 'warn'],
  ['deployments.apps', 'Available', '0', 'bad'],
  ['clusters', 'State', 'forbidden', 'lost'],
  ['pods', 'Name', 'Error', undefined],
])('%s %s %s', (resource, column, text, level) => {
  expect(statusLevel(resource, column, text)).toBe(level);
});
