import { describe, expect, test } from 'vitest';
import { looksSecret, maskedEnvValue, maskObject, maskText, podSpecHasSecret } from './masking.ts';
import type { KubeObject } from './object.ts';

const object = (more: object): KubeObject => ({ metadata: { name: 'x', uid: 'u', resourceVersion: '1' }, ...more });

describe('names of variables', () => {
  test.each([
    'DB_PASSWORD',
    'password',
    'apiKey',
    'API_KEY',
    'GITHUB_TOKEN',
    'CLIENT_SECRET',
    'AWS_SECRET_ACCESS_KEY',
    'GOOGLE_CREDENTIALS',
    'DB_PASS',
    'PGPWD_X_PWD',
    'SENTRY_DSN',
    'secretId',
    'SLACK_TOKEN_URL',
    'PRIVATE_KEY_PEM',
    'BASIC_AUTH',
  ])('%s holds a secret', (name) => expect(looksSecret(name)).toBe(true));
  test.each([
    'LOG_LEVEL',
    'TOKEN_FILE',
    'SECRET_PATH',
    'DB_HOST',
    'PASSWORD_FILE',
    'SECRET_NAME',
    'COMPASS_MODE',
    'BYPASS_CACHE',
    'AUTHOR',
    'TOKEN_TTL',
    'KEYSTORE_TYPE',
  ])('%s does not', (name) => expect(looksSecret(name)).toBe(false));
  test('many invented names do not fill the memory', () => {
    for (let i = 0; i < 50_000; i++) looksSecret(`NAME_${i}`);
    expect(looksSecret('DB_PASSWORD')).toBe(true);
  });
});

test('a password in a URL is masked in place, whatever the name', () => {
  expect(maskedEnvValue('DATABASE', 'postgres://shop:s3cr3t@db:5432/shop')).toBe(`postgres://shop:${maskText}@db:5432/shop`);
  expect(maskedEnvValue('MAIL', 'ops@example.org')).toBe('ops@example.org');
  expect(maskedEnvValue('DB_PASSWORD', '')).toBe('');
});

test('literal variables are masked wherever an env array is; references stay', () => {
  const env = (): object[] => [
    { name: 'DB_PASSWORD', value: 'planted' },
    { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'token' } } },
    { name: 'LOG_LEVEL', value: 'info' },
  ];
  const stack = object({
    kind: 'Stack',
    spec: { podTemplate: { spec: { initContainers: [{ env: env() }], containers: [{ env: env() }] } } },
  });
  expect(maskObject(stack)).toBe(true);
  expect(JSON.stringify(stack)).not.toContain('planted');
  expect(stack.spec.podTemplate.spec.containers[0].env.slice(1)).toEqual(env().slice(1));
  expect(maskObject(stack)).toBe(false);
});

test('the last-applied annotation is masked inside, at every depth of nesting', () => {
  const inner = JSON.stringify({ kind: 'Pod', spec: { containers: [{ env: [{ name: 'X_KEY', value: 'planted-inner' }] }] } });
  const applied = JSON.stringify({
    kind: 'Deployment',
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': inner } },
    spec: { env: [{ name: 'TOKEN', value: 'planted' }] },
  });
  const deployment: KubeObject = {
    kind: 'Deployment',
    metadata: {
      ...object({}).metadata,
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `${applied}\n`, plain: '{not json', other: 'text' },
    },
  };
  expect(maskObject(deployment)).toBe(true);
  const text = deployment.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] ?? '';
  expect(text).not.toContain('planted');
  expect(JSON.parse(text)).toMatchObject({ kind: 'Deployment', spec: { env: [{ name: 'TOKEN', value: maskText }] } });
  expect(deployment.metadata.annotations).toMatchObject({ plain: '{not json', other: 'text' });
});

test('an annotation that looks like an object with variables but is broken JSON is masked whole', () => {
  const pod: KubeObject = {
    kind: 'Pod',
    metadata: { ...object({}).metadata, annotations: { broken: '{"env":[{"name":"TOKEN","value":"planted"' } },
  };
  expect(maskObject(pod)).toBe(true);
  expect(pod.metadata.annotations).toEqual({ broken: maskText });
});

test('Secrets lose data, stringData and annotation values, keys stay; embedded ones too', () => {
  const secret = (): KubeObject => ({
    kind: 'Secret',
    metadata: { ...object({}).metadata, annotations: { 'operator.example/copy': 'planted' } },
    data: { a: 'cGxhbnRlZA==' },
    stringData: { b: 'planted' },
  });
  const alone = secret();
  expect(maskObject(alone)).toBe(true);
  expect(alone).toMatchObject({
    data: { a: maskText },
    stringData: { b: maskText },
    metadata: { annotations: { 'operator.example/copy': maskText } },
  });
  const template = object({ kind: 'Template', objects: [secret()] });
  expect(maskObject(template)).toBe(true);
  expect(JSON.stringify(template)).not.toMatch(/planted|cGxh/);
});

test('Helm releases in ConfigMaps are masked, other ConfigMaps are not', () => {
  const configMap = (labels: object): KubeObject => ({
    kind: 'ConfigMap',
    metadata: { ...object({}).metadata, labels: labels as Record<string, string> },
    data: { release: 'H4sI' },
  });
  const helm = configMap({ owner: 'helm' });
  const tiller = configMap({ OWNER: 'TILLER' });
  const plain = configMap({ app: 'x' });
  expect([helm, tiller, plain].map((map) => maskObject(map))).toEqual([true, true, false]);
  expect([helm, tiller, plain].map((map) => map.data.release)).toEqual([maskText, maskText, 'H4sI']);
});

test('odd objects are survived', () => {
  for (const odd of [
    { env: null },
    { env: [null, 7, { name: 3 }] },
    { metadata: null, kind: 'Secret' },
    { annotations: [1] },
    { data: 'x', kind: 'Secret' },
  ]) {
    expect(maskObject(object(odd))).toBe(false);
  }
  let deep: unknown = { env: [{ name: 'TOKEN', value: 'x' }] };
  for (let i = 0; i < 5_000; i++) deep = [deep];
  expect(() => maskObject(object({ deep }))).not.toThrow();
  expect(podSpecHasSecret({ containers: [null, { env: 'x' }, { env: [null] }] })).toBe(false);
});

test('an annotation that carries a packed object is masked whole', () => {
  const gzip = 'H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTVWqBQBUyp3lFAAAAA==';
  const annotations = { 'objectset.rio.cattle.io/applied': gzip, 'zip/last-applied': 'UEsDBBQACAAI', 'plain/note': 'H4 sIA' };
  const deployment = object({
    kind: 'Deployment',
    metadata: { name: 'x', uid: 'u', resourceVersion: '1', annotations: { ...annotations } },
  });
  expect(maskObject(deployment)).toBe(true);
  expect(deployment.metadata.annotations).toEqual({
    'objectset.rio.cattle.io/applied': maskText,
    'zip/last-applied': maskText,
    'plain/note': 'H4 sIA',
  });
});
