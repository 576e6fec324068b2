import { expect, test } from 'vitest';
import { conditionLevel } from './conditions-section.ts';

test.each<[string, string, string | undefined]>([
  ['Ready', 'True', 'ok'],
  ['Ready', 'False', 'bad'],
  ['Ready', 'Unknown', 'warn'],
  ['MemoryPressure', 'False', 'ok'],
  ['DiskPressure', 'True', 'bad'],
  ['NetworkUnavailable', 'True', 'bad'],
  ['ReplicaFailure', 'True', 'bad'],
  ['Stalled', 'False', 'ok'],
  ['Ready', 'maybe', undefined],
])('%s=%s is %s', (type, status, level) => expect(conditionLevel(type, status)).toBe(level));
