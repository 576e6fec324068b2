import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { PatchStep } from '../../core/checks/fault.ts';
import { patchText } from './patch-text.ts';

const text = `# head
apiVersion: v1
kind: Pod
metadata: {name: a} # flow
spec:
  # before
  containers:
  - name: app # the app
    image: 'x:1'
    resources:
  - name: side

  restartPolicy: Never # why
# foot
`;

const set = (path: PatchStep['path'], value: PatchStep extends { value: infer V } ? V : never): PatchStep =>
  ({ op: 'set', path, value }) as PatchStep;
const changed = (steps: readonly PatchStep[], from = text): readonly string[] => {
  const after = patchText(from, steps) ?? '';
  const before = from.split('\n');
  return after.split('\n').filter((line) => !before.includes(line));
};

describe('only the lines concerned change', () => {
  test('a value', () => {
    expect(changed([set(['spec', 'restartPolicy'], 'Always' as never)])).toEqual(['  restartPolicy: Always # why']);
    expect(changed([set(['spec', 'containers', 0, 'image'], 'x:2' as never)])).toEqual(["    image: 'x:2'"]);
  });

  test('a new key, in blocks, flows and below a key without a value', () => {
    expect(changed([set(['spec', 'hostPID'], false as never)])).toEqual(['  hostPID: false']);
    expect(changed([set(['metadata', 'labels'], { on: 'yes' } as never)])).toEqual(['metadata: {name: a, labels: {"on": "yes"}} # flow']);
    expect(changed([set(['spec', 'containers', 0, 'resources', 'limits'], { memory: '1Gi' } as never)])).toEqual([
      '      limits:',
      '        memory: 1Gi',
    ]);
    expect(changed([set(['spec', 'containers', 1, 'lifecycle', 'preStop', 'sleep'], { seconds: 5 } as never)])).toEqual([
      '    lifecycle:',
      '      preStop:',
      '        sleep:',
      '          seconds: 5',
    ]);
  });

  test('what goes, and what moves', () => {
    const gone = patchText(text, [{ op: 'remove', path: ['spec', 'restartPolicy'] }]);
    expect(gone).toBe(text.replace('  restartPolicy: Never # why\n', ''));
    const moved = patchText(text, [{ op: 'move', from: ['spec', 'restartPolicy'], path: ['metadata', 'p'] }]);
    expect(moved).toContain('metadata: {name: a, p: Never} # flow');
    expect(moved).not.toContain('restartPolicy');
  });

  test('Windows line ends stay', () => {
    const after = patchText(text.replaceAll('\n', '\r\n'), [set(['spec', 'hostPID'], false as never)]) as string;
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(after).toContain('\r\n  hostPID: false\r\n');
  });
});

test('what is shared by an alias is left alone', () => {
  expect(patchText('a: &x {b: 1}\nc: *x\n', [{ op: 'set', path: ['c', 'b'], value: 2 }])).toBeUndefined();
});

test('a field that is not there cannot move', () => {
  expect(patchText(text, [{ op: 'move', from: ['spec', 'nothing'], path: ['spec', 'x'] }])).toBeUndefined();
});

test('removals from a list keep their meaning', () => {
  const after = patchText('a: [x, y, z]\n', [
    { op: 'remove', path: ['a', 0] },
    { op: 'remove', path: ['a', 2] },
  ]);
  expect(load(after ?? '')).toEqual({ a: ['y'] });
});
