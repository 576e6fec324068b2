import { expect, test } from 'vitest';
import type { KubeObject } from '../../core/kube/object.ts';
import { ObjectBytesCache, objectBytes, typePrefix } from './object-bytes.ts';

const object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    managedFields: [{ manager: 'kubectl' }],
    uid: 'u1',
    labels: { b: '2', a: 'ü' },
    resourceVersion: '7',
    name: 'web <1> & "2"',
    namespace: 'shop',
  },
  spec: { nodeName: 'n' },
} as unknown as KubeObject;

test('a typed object has its metadata in Go order, managedFields last, maps sorted, HTML escaped', () => {
  const { body, metadataEnd } = objectBytes(object, false);
  expect(body.toString()).toBe(
    '{"metadata":{"name":"web \\u003c1\\u003e \\u0026 \\"2\\"","namespace":"shop","uid":"u1","resourceVersion":"7","labels":{"a":"ü","b":"2"},"managedFields":[{"manager":"kubectl"}]},"spec":{"nodeName":"n"}}',
  );
  expect(body.subarray(0, metadataEnd).toString()).toMatch(/"manager":"kubectl"\}\]\}$/);
});

test('a custom object has sorted keys, so managedFields are not last', () => {
  const text = objectBytes(object, true).body.toString();
  expect(text).toMatch(/^\{"metadata":\{"labels":.*,"managedFields":.*,"name":.*,"uid":"u1"\},"spec"/);
});

test('an object of metadata alone stays valid', () => {
  const { body, metadataEnd } = objectBytes({ metadata: object.metadata } as KubeObject, false);
  expect(body.length).toBe(metadataEnd + 1);
  const whole = Buffer.concat([typePrefix({ kind: 'Pod', apiVersion: 'v1', custom: false }), body.subarray(1)]);
  expect(JSON.parse(whole.toString())).toMatchObject({ kind: 'Pod', apiVersion: 'v1', metadata: { uid: 'u1' } });
});

test('bytes are made once while they fit the budget, and right when they do not', () => {
  const entry = { object, resourceVersion: 7 };
  const roomy = new ObjectBytesCache(1_000_000);
  expect(roomy.bytes(entry, false)).toBe(roomy.bytes(entry, false));
  const tight = new ObjectBytesCache(10);
  const others = Array.from({ length: 5 }, () => ({ object, resourceVersion: 7 }));
  const first = tight.bytes(entry, false);
  for (const other of others) tight.bytes(other, false);
  expect(tight.bytes(entry, false)).not.toBe(first);
  expect(tight.bytes(entry, false).body.equals(first.body)).toBe(true);
});
