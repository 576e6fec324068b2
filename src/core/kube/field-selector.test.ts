import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { fieldProblem, fieldValue, matchesFieldSelector, parseFieldSelector } from './field-selector.ts';
import type { KubeObject } from './object.ts';

const pod: KubeObject = {
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u', resourceVersion: '1' },
  spec: { nodeName: 'node-1' },
  status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
};

describe('field selector', () => {
  test('is parsed with its three operators and escapes', () => {
    expect(parseFieldSelector('a.b=c,d==e,f!=g\\,h\\=i,')).toEqual([
      { field: 'a.b', equals: true, value: 'c' },
      { field: 'd', equals: true, value: 'e' },
      { field: 'f', equals: false, value: 'g,h=i' },
    ]);
    expect(parseFieldSelector('')).toEqual([]);
  });

  test.each([
    ['a', 0],
    ['a=b,c', 4],
    ['a=b\\x', 3],
    ['a=b=c', 3],
    ['a=b\\', 3],
  ])('%s is refused at %i', (text, offset) => {
    expect(() => parseFieldSelector(text)).toThrow(HindsightError);
    try {
      parseFieldSelector(text);
    } catch (error) {
      expect((error as HindsightError).place?.offset).toBe(offset);
    }
  });

  test('reads the fields a resource supports', () => {
    expect(fieldValue('pods', pod, 'spec.nodeName')).toBe('node-1');
    expect(fieldValue('pods', pod, 'spec.hostNetwork')).toBe('false');
    expect(fieldValue('pods', pod, 'status.podIP')).toBe('10.0.0.1');
    expect(fieldValue('pods', pod, 'spec.schedulerName')).toBe('');
    expect(fieldValue('pods', pod, 'spec.containers')).toBeUndefined();
    expect(fieldValue('jobs.batch', pod, 'status.successful')).toBe('0');
    expect(fieldValue('stacks.zalando.org', pod, 'metadata.name')).toBe('web-1');
    expect(fieldValue('stacks.zalando.org', pod, 'spec.nodeName')).toBeUndefined();
  });

  test('says why a field is not supported', () => {
    expect(fieldProblem('pods', 'spec.nodeName')).toBeUndefined();
    expect(fieldProblem('pods', 'spec.foo')).toBe('field label not supported: spec.foo');
    expect(fieldProblem('configmaps', 'type')).toBe('"type" is not a known field selector: only "metadata.name", "metadata.namespace"');
    expect(fieldProblem('nodes', 'metadata.namespace')).toBe('field label not supported: metadata.namespace');
  });

  test('matches all terms', () => {
    const matches = (text: string): boolean => matchesFieldSelector('pods', parseFieldSelector(text), pod);
    expect(matches('spec.nodeName=node-1,status.phase!=Failed')).toBe(true);
    expect(matches('spec.nodeName=node-1,status.phase=Failed')).toBe(false);
    expect(matches('metadata.namespace!=shop')).toBe(false);
  });
});
