import { describe, expect, test } from 'vitest';
import { anObject, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';

const core = (parts: ObjectParts) => anObject('v1', 'Event', parts);

describe('events', () => {
  test('a classic one', () => {
    const event = core({
      type: 'Warning',
      reason: 'BackOff',
      involvedObject: { kind: 'Pod', name: 'web-1', fieldPath: 'spec.containers{app}' },
      source: { component: 'kubelet', host: 'node-1' },
      message: ' Back-off restarting\n',
      firstTimestamp: '2026-11-24T10:00:00Z',
      lastTimestamp: '2026-11-24T11:59:30Z',
      count: 17,
    });
    expect(printRow('events', event)).toBe(
      '30s | Warning | BackOff | pod/web-1 | spec.containers{app} | kubelet, node-1 | Back-off restarting | 120m | 17 | web-1',
    );
  });

  test('a new-style one of the same core group', () => {
    const event = core({
      eventTime: '2026-11-24T11:50:00.123456Z',
      reportingComponent: 'scheduler',
      reportingInstance: 'scheduler-0',
      involvedObject: { kind: 'Pod' },
      firstTimestamp: null,
      lastTimestamp: null,
    });
    expect(printRow('events', event)).toBe('9m59s |  |  | pod |  | scheduler, scheduler-0 |  | 9m59s | 1 | web-1');
  });

  test('a series tells its own count and time', () => {
    const event = core({
      eventTime: '2026-11-24T10:00:00.000000Z',
      lastTimestamp: '2026-11-24T10:00:00Z',
      count: 1,
      series: { count: 5, lastObservedTime: '2026-11-24T11:59:59.000000Z' },
    });
    expect([printCell('events', 'Last Seen', event), printCell('events', 'Count', event)]).toEqual(['1s', '5']);
    expect(printCell('events', 'Last Seen', core({ series: { count: 5 }, lastTimestamp: '2026-11-24T10:00:00Z' }))).toBe('<unknown>');
  });

  test('one without any time', () => {
    expect([printCell('events', 'Last Seen', core({})), printCell('events', 'First Seen', core({}))]).toEqual(['<unknown>', '<unknown>']);
  });

  test('the same fields under their names in events.k8s.io', () => {
    const event = anObject('events.k8s.io/v1', 'Event', {
      type: 'Normal',
      reason: 'Pulled',
      regarding: { kind: 'Pod', name: 'web-1' },
      deprecatedSource: { component: 'kubelet', host: 'node-1' },
      note: 'Container image',
      deprecatedFirstTimestamp: '2026-11-24T10:00:00Z',
      deprecatedLastTimestamp: '2026-11-24T11:59:30Z',
      deprecatedCount: 3,
    });
    const row = '30s | Normal | Pulled | pod/web-1 |  | kubelet, node-1 | Container image | 120m | 3 | web-1';
    expect(printRow('events.events.k8s.io', event)).toBe(row);
    expect(printRow('events', event)).toBe(row);
  });
});
