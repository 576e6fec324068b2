import { describe, expect, test } from 'vitest';
import { anObject, type ObjectParts } from '../../../test/kit/build-objects.ts';
import { printCell, printRow } from '../../../test/kit/print-row.ts';

type Part = Readonly<Record<string, unknown>>;

function targets(specs: readonly Part[], statuses?: readonly Part[]): string {
  const hpa = anObject('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { metrics: specs }, status: { currentMetrics: statuses } });
  return printCell('hpa', 'Targets', hpa);
}

const cpu = (target: Part): Part => ({ type: 'Resource', resource: { name: 'cpu', target } });
const cpuSeen = (current: Part): Part => ({ type: 'Resource', resource: { name: 'cpu', current } });

describe('targets of autoscaling/v2', () => {
  test.each<[string, Part[], Part[]?]>([
    ['<none>', []],
    ['cpu: 63%/80%', [cpu({ averageUtilization: 80 })], [cpuSeen({ averageUtilization: 63, averageValue: '63m' })]],
    ['cpu: <unknown>/80%', [cpu({ averageUtilization: 80 })]],
    ['cpu: <unknown>/<auto>', [cpu({})], [cpuSeen({})]],
    ['cpu: 200m/500m', [cpu({ averageValue: '500m' })], [cpuSeen({ averageValue: '200m' })]],
    ['cpu: <unknown>/500m', [cpu({ averageValue: '500m' })]],
    [
      'memory: 40%/70%',
      [{ type: 'ContainerResource', containerResource: { name: 'memory', container: 'app', target: { averageUtilization: 70 } } }],
      [{ type: 'ContainerResource', containerResource: { name: 'memory', current: { averageUtilization: 40 } } }],
    ],
    [
      '10/20',
      [{ type: 'Pods', pods: { metric: { name: 'rps' }, target: { averageValue: '20' } } }],
      [{ type: 'Pods', pods: { current: { averageValue: '10' } } }],
    ],
    ['<unknown>/20', [{ type: 'Pods', pods: { target: { averageValue: '20' } } }]],
    ['5/9', [{ type: 'Object', object: { target: { value: '9' } } }], [{ type: 'Object', object: { current: { value: '5' } } }]],
    [
      '5/9 (avg)',
      [{ type: 'Object', object: { target: { averageValue: '9' } } }],
      [{ type: 'Object', object: { current: { averageValue: '5' } } }],
    ],
    [
      '<unknown>/9 (avg)',
      [{ type: 'External', external: { target: { averageValue: '9' } } }],
      [{ type: 'External', external: { current: { value: '5' } } }],
    ],
    ['5/9', [{ type: 'External', external: { target: { value: '9' } } }], [{ type: 'External', external: { current: { value: '5' } } }]],
    ['<unknown type>', [{ type: 'Moon' }]],
    ['cpu: <unknown>/1%, cpu: <unknown>/2% + 1 more...', [1, 2, 3].map((averageUtilization) => cpu({ averageUtilization }))],
  ])('%s', (expected, specs, statuses) => {
    expect(targets(specs, statuses)).toBe(expected);
  });
});

describe('targets of autoscaling/v1', () => {
  const v1 = (parts: ObjectParts): string => printCell('hpa', 'Targets', anObject('autoscaling/v1', 'HorizontalPodAutoscaler', parts));
  const annotated = (metrics: unknown, seen?: unknown) => ({
    annotations: {
      'autoscaling.alpha.kubernetes.io/metrics': typeof metrics === 'string' ? metrics : JSON.stringify(metrics),
      ...(seen === undefined ? {} : { 'autoscaling.alpha.kubernetes.io/current-metrics': JSON.stringify(seen) }),
    },
  });

  test('the CPU target', () => {
    expect(v1({ spec: { targetCPUUtilizationPercentage: 70 }, status: { currentCPUUtilizationPercentage: 35 } })).toBe('cpu: 35%/70%');
  });

  test('80 percent where nothing is asked for', () => {
    expect(v1({ spec: {}, status: {} })).toBe('cpu: <unknown>/80%');
  });

  test('other metrics come from annotations, before the CPU target', () => {
    const metadata = annotated(
      [{ type: 'Pods', pods: { metricName: 'rps', targetAverageValue: '20' } }],
      [
        { type: 'Pods', pods: { metricName: 'rps', currentAverageValue: '7' } },
        { type: 'Resource', resource: { name: 'cpu', currentAverageUtilization: 35, currentAverageValue: '1' } },
      ],
    );
    expect(v1({ metadata, spec: { targetCPUUtilizationPercentage: 70 }, status: {} })).toBe('7/20, cpu: 35%/70%');
  });

  test.each([['not json'], ['{"a":1}'], ['[null]'], ['[{"type":"Pods","pods":5}]']])('annotation %s is survived', (text) => {
    expect(v1({ metadata: annotated(text), spec: { targetCPUUtilizationPercentage: 70 } })).toContain('cpu: <unknown>/70%');
  });
});

test('a whole row', () => {
  const spec = {
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 9,
    metrics: [cpu({ averageUtilization: 80 })],
  };
  const hpa = anObject('autoscaling/v2', 'HorizontalPodAutoscaler', { spec, status: { currentReplicas: 3 } });
  expect(printRow('hpa', hpa)).toBe('web-1 | Deployment/web | cpu: <unknown>/80% | 2 | 9 | 3 | 4d');
  const { minReplicas: _, ...unset } = spec;
  expect(printCell('hpa', 'MinPods', anObject('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: unset }))).toBe('<unset>');
});
