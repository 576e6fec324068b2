import { expect, test } from 'vitest';
import { isProtobuf, protobufObject } from './protobuf-body.ts';

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const part = (field: number, ...content: readonly (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(content.map((c) => Buffer.from(c as string)));
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
};
const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);
const enveloped = (kind: string, ...raw: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), part(1, part(1, 'v1'), part(2, kind)), part(2, ...raw), part(3, ''), part(4, '')]);

test('a review as kubectl auth can-i sends it', () => {
  const body = enveloped(
    'SelfSubjectAccessReview',
    part(1, part(1, '')),
    part(2, part(1, part(1, 'shop'), part(2, 'list'), part(5, 'pods'))),
  );
  expect(isProtobuf(body)).toBe(true);
  expect(protobufObject(body)).toMatchObject({
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace: 'shop', verb: 'list', resource: 'pods' } },
  });
});

test('maps, lists of texts, large numbers and unknown fields', () => {
  const labels = [part(11, part(1, 'a'), part(2, 'x'.repeat(300))), part(11, part(1, 'b'), part(2, ''))];
  expect(protobufObject(enveloped('Namespace', part(1, part(1, 'shop'), ...labels), part(9, 'later')))).toMatchObject({
    metadata: { name: 'shop', labels: { a: 'x'.repeat(300), b: '' } },
  });
  expect(protobufObject(enveloped('DeleteOptions', number(1, 3600), part(5, 'All'), part(5, 'None')))).toMatchObject({
    gracePeriodSeconds: 3600,
    dryRun: ['All', 'None'],
  });
});

test('other kinds are not understood, JSON is no protobuf', () => {
  expect(protobufObject(enveloped('Deployment', part(1, part(1, 'web'))))).toBeUndefined();
  expect(isProtobuf(Buffer.from('{"kind":"Pod"}'))).toBe(false);
});
