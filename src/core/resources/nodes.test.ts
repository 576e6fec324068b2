import { describe, expect, test } from 'vitest';
import { aNode } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';

type Part = Readonly<Record<string, unknown>>;

describe('nodes', () => {
  test('a whole row, wide', () => {
    expect(printRow('nodes', aNode())).toBe(
      'node-1 | Ready | worker | 4d | v1.37.2 | 10.0.0.1 | <none> | Ubuntu 24.04.1 LTS | 6.8.0 (amd64) | containerd://2.1.0',
    );
  });

  test('a node that says nothing', () => {
    const node = aNode({ metadata: { labels: {} }, status: { conditions: [], addresses: [], nodeInfo: {} } });
    expect(printRow('nodes', node)).toBe('node-1 | Unknown | <none> | 4d |  | <none> | <none> | <unknown> | <unknown> | <unknown>');
  });

  test.each<[string, Part, Part]>([
    ['Ready', {}, { conditions: [{ type: 'Ready', status: 'True' }] }],
    ['NotReady', {}, { conditions: [{ type: 'Ready', status: 'False' }] }],
    ['NotReady', {}, { conditions: [{ type: 'Ready', status: 'Unknown' }] }],
    ['Unknown', {}, { conditions: [{ type: 'DiskPressure', status: 'False' }] }],
    [
      'NotReady',
      {},
      {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'Ready', status: 'False' },
        ],
      },
    ],
    ['Ready,SchedulingDisabled', { unschedulable: true }, {}],
    ['Unknown,SchedulingDisabled', { unschedulable: true }, { conditions: undefined }],
  ])('status %s', (expected, spec, status) => {
    expect(printCell('nodes', 'Status', aNode({ spec, status }))).toBe(expected);
  });

  test.each<[string, Record<string, string>]>([
    ['<none>', { zone: 'a' }],
    ['<none>', { 'node-role.kubernetes.io/': '', 'kubernetes.io/role': '' }],
    ['control-plane,etcd', { 'node-role.kubernetes.io/etcd': '', 'node-role.kubernetes.io/control-plane': 'x' }],
    ['a,z', { 'kubernetes.io/role': 'z', 'node-role.kubernetes.io/a': '' }],
    ['a', { 'kubernetes.io/role': 'a', 'node-role.kubernetes.io/a': '' }],
  ])('roles %s', (expected, labels) => {
    expect(printCell('nodes', 'Roles', aNode({ metadata: { labels } }))).toBe(expected);
  });

  test('the first address of each type counts', () => {
    const addresses = [
      { type: 'Hostname', address: 'h' },
      { type: 'ExternalIP', address: '203.0.113.7' },
      { type: 'InternalIP', address: '10.0.0.1' },
      { type: 'InternalIP', address: 'fd00::1' },
    ];
    const node = aNode({ status: { addresses } });
    expect([printCell('nodes', 'Internal-IP', node), printCell('nodes', 'External-IP', node)]).toEqual(['10.0.0.1', '203.0.113.7']);
  });

  test('an architecture without a kernel', () => {
    expect(printCell('nodes', 'Kernel-Version', aNode({ status: { nodeInfo: { architecture: 'arm64' } } }))).toBe('<unknown> (arm64)');
  });
});
