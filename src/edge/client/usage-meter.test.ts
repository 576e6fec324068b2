import { expect, test } from 'vitest';
import { UsageMeter } from './usage-meter.ts';

test('a server is far by its shortest wait; times in which we were busy ourselves say nothing', () => {
  const meter = new UsageMeter();
  expect(meter.leastWaitMs).toBe(0);
  meter.roundTrip(80, 10);
  expect(meter.leastWaitMs).toBe(0);
  meter.roundTrip(60, 50);
  meter.roundTrip(55, 51);
  expect(meter.leastWaitMs).toBe(50);
  meter.roundTrip(1, 0.9);
  expect(meter.leastWaitMs).toBe(0.9);
  for (let i = 0; i < 15; i++) meter.roundTrip(20, 18);
  expect(meter.leastWaitMs).toBe(18);
  expect(meter.usage.latencyMs).toBe(20);
});
