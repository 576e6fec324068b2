import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configSchema } from './config-schema.ts';
import { EffectiveSettings } from './effective-settings.ts';
import { parseConfig } from './parse-config.ts';
import type { Setting } from './setting.ts';
import { settings } from './settings.ts';

const example = readFileSync(new URL('../../../docs/reference/hindsight.yaml', import.meta.url), 'utf8');
const all: readonly Setting<unknown>[] = Object.values(settings as Readonly<Record<string, Setting<unknown>>>);

describe('the example', () => {
  test('is right, and sets every key of the schema and every setting', () => {
    const file = parseConfig(example, 'hindsight.yaml');
    const missing = schemaKeys(configSchema, '').filter((key) => file.value(key) === undefined);
    expect(missing).toEqual([]);
    expect(all.filter(({ key }) => file.value(key) === undefined).map(({ key }) => key)).toEqual([]);
  });

  test('names the flag and the variable of every setting that has one', () => {
    for (const { flag, env } of all) {
      if (flag !== undefined && !['secrets', 'log-level'].includes(flag) && !laterFlags.has(flag)) expect(example).toContain(`--${flag}`);
      if (env !== undefined && !env.startsWith('HINDSIGHT_CLUSTER') && env !== 'HINDSIGHT_KUBECONFIG_DIR')
        expect(example).toContain(`$${env}`);
    }
  });

  test('values and their places; paths count from the file, ~ from home', () => {
    const effective = new EffectiveSettings({
      file: parseConfig(example, '/etc/hindsight/hindsight.yaml'),
      flags: none,
      env: { HOME: '/home/jane' },
    });
    expect(effective.value(settings.kubeconfig)).toEqual(['/home/jane/.kube/config', '/home/jane/.kube/oncall.yaml']);
    expect(effective.origin(settings.port).text).toMatch(/^\/etc\/hindsight\/hindsight\.yaml:\d+$/);
    expect(example.split('\n')[Number(effective.origin(settings.port).text.split(':')[1]) - 1]).toContain('port: 8080');
  });
});

const laterFlags = new Set(all.filter(({ later }) => later !== undefined).map(({ flag }) => flag));
const none = { has: () => false, texts: () => [] };

function schemaKeys(schema: unknown, prefix: string): readonly string[] {
  const { shape, def } = schema as { shape?: Record<string, unknown>; def?: { innerType?: unknown } };
  if (def?.innerType !== undefined) return schemaKeys(def.innerType, prefix);
  if (shape === undefined) return [prefix];
  return Object.entries(shape).flatMap(([key, inner]) => schemaKeys(inner, prefix === '' ? key : `${prefix}.${key}`));
}

describe('mistakes have file, line, column and a way out', () => {
  test.each([
    ['serve:\n  prot: 1\n', 'f:2:3: there is no key "serve.prot"', /Did you mean port\?/],
    ['sreve: {}\n', 'f:1:1: there is no key "sreve"', /Did you mean serve/],
    ['serve:\n  zzzzz: 1\n', 'f:2:3: there is no key "serve.zzzzz"', /Keys here: port, listen, publicUrl/],
    ['clusters:\n  rules:\n  - context: a\n    lables: {}\n', 'f:4:5: there is no key "clusters.rules.0.lables"', /Did you mean labels/],
    ['serve:\n  port: many\n', 'f:2:3: "serve.port" must be', /./],
    ['serve:\n  port: 70000\n', 'f:2:3: "serve.port" is wrong: too big', /./],
    ['access:\n  mode: oidc\n', 'f:2:3: "access.mode" must be local or none or proxy', /./],
    ['clusters:\n  kubeconfig: 7\n', 'f:2:3: "clusters.kubeconfig" must be a text or a list of texts', /./],
    ['clusters: [a]\n', 'f:1:1: "clusters" must be a map', /./],
    ['- a\n', 'f:1:1: the file is a map', /./],
    ['clusters:\n\tidentity: cluster\n', 'f:2:1: not valid YAML', /./],
    ['serve: {port: 1\nsecrets: off\n', 'f:2:1: not valid YAML', /./],
    ['secrets: off\nsecrets: off\n', 'f:2:1: not valid YAML: Map keys must be unique', /./],
    ['a: &a [*a]\n', 'f:1:', /./],
    ['namespaces:\n  exclude: [ok, "(?=x)"]\n', 'f:2:17: "(?=x)" is no regular expression', /no look-around/],
    ['clusters:\n  rules:\n  - labels: {a: b}\n', 'f:3:5: "clusters.rules.0" is wrong: a rule with a name or labels needs a context', /./],
    ['clusters:\n  rules:\n  - context: "["\n', 'f:3:5: "[" is no regular expression', /./],
  ])('%j', (text, message, hint) => {
    expect(() => parseConfig(text, 'f')).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(message), hint: expect.stringMatching(hint) }),
    );
  });

  test('a file of nothing but comments is right; so are a byte order mark and CRLF', () => {
    for (const text of ['', '# nothing\n', '\ufeffserve:\r\n  port: 1\r\n']) expect(() => parseConfig(text, 'f')).not.toThrow();
    expect(parseConfig('\ufeffserve:\r\n  port: 1\r\n', 'f').value('serve.port')).toBe(1);
  });

  test('keys of objects themselves are no keys', () => {
    for (const text of ['constructor: 1\n', '__proto__: {serve: {port: 1}}\n', 'toString: x\n'])
      expect(() => parseConfig(text, 'f')).toThrow(/there is no key/);
  });
});

describe('precedence', () => {
  const file = parseConfig('serve:\n  port: 1\nclusters:\n  identity: context\n', 'f');
  const flags = (given: Readonly<Record<string, readonly string[]>>) => ({
    has: (name: string) => Object.hasOwn(given, name),
    texts: (name: string) => given[name] ?? [],
  });
  const portOf = (given: Readonly<Record<string, readonly string[]>>, env: Readonly<Record<string, string>>) => {
    const effective = new EffectiveSettings({ file, flags: flags(given), env });
    return [effective.value(settings.port), effective.origin(settings.port).text];
  };

  test('flag, environment, file, default', () => {
    expect(portOf({ port: ['3'] }, { HINDSIGHT_PORT: '2' })).toEqual([3, '--port']);
    expect(portOf({}, { HINDSIGHT_PORT: '2' })).toEqual([2, '$HINDSIGHT_PORT']);
    expect(portOf({}, { HINDSIGHT_PORT: '' })).toEqual([1, 'f:2']);
    expect(new EffectiveSettings({ file: undefined, flags: none, env: {} }).origin(settings.port).text).toBe('default');
    expect(() => portOf({}, { HINDSIGHT_PORT: 'http' })).toThrow(/\$HINDSIGHT_PORT takes a whole number/);
  });

  test('flags of kube-web-view mean what they meant', () => {
    const effective = new EffectiveSettings({
      file: undefined,
      flags: flags({
        clusters: ['prod=https://a.example:6443;test=https://b.example/x=y'],
        'kubeconfig-path': ['/k'],
        'kubeconfig-contexts': ['a,b'],
        'default-label-columns': ['pods=app,version;deployments=team'],
        'default-custom-columns': ['pods=Images=spec.containers[*].image;Other=a == `b`;;deployments=R=spec.replicas'],
        'contexts-are-clusters': ['true'],
        debug: ['true'],
        'object-links': ['pods=https://x'],
      }),
      env: {},
    });
    expect(effective.value(settings.clusterList)).toEqual({ prod: 'https://a.example:6443', test: 'https://b.example/x=y' });
    expect(effective.value(settings.kubeconfig)).toEqual(['/k']);
    expect(effective.value(settings.contexts)).toEqual(['a', 'b']);
    expect(effective.value(settings.labelColumns)).toEqual({ pods: ['app', 'version'], deployments: ['team'] });
    expect(effective.value(settings.customColumns)).toEqual({
      pods: { Images: 'spec.containers[*].image', Other: 'a == `b`' },
      deployments: { R: 'spec.replicas' },
    });
    expect([effective.value(settings.identity), effective.value(settings.logLevel)]).toEqual(['context', 'debug']);
    expect(effective.notices()).toEqual(['--object-links is accepted and changes nothing: pages do not show it yet.']);
  });

  test('`--clusters` with names or labels is no list of addresses', () => {
    const effective = new EffectiveSettings({ file: undefined, flags: flags({ clusters: ['shop-*,channel=beta'] }), env: {} });
    expect(effective.value(settings.clusterList)).toEqual({});
  });
});
