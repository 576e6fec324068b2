// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how users write groups.
import { describe, expect, test } from 'vitest';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { seededRandom } from '../../core/base/random.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';
import { namingRules } from './naming-rules.ts';
import { oneClusterEach } from './one-cluster-each.ts';

const place = { file: 'f', line: 1, column: 1 };
const context = (name: string, server: string, more: Partial<ClusterTarget> = {}): ClusterTarget =>
  fakeTarget(name, { context: name, server: `https://${server}.example`, place, ...more });
const shown = (targets: readonly ClusterTarget[]) => targets.map(({ id, aliases, context: by }) => [id, aliases, by]);

describe('contexts are not clusters', () => {
  const contexts = [context('viewer@shop', 'shop'), context('pay', 'pay'), context('admin@shop', 'shop'), context('shop', 'shop')];

  test('the first names and reads, the others are aliases', () => {
    expect(shown(oneClusterEach(contexts, { identity: 'cluster' }).targets)).toEqual([
      ['viewer:shop', ['viewer@shop', 'admin@shop', 'shop'], 'viewer@shop'],
      ['pay', [], 'pay'],
    ]);
  });

  test('a context that is asked for reads, under the same name', () => {
    const ask = (...wanted: string[]) => shown(oneClusterEach(contexts, { identity: 'cluster', contexts: wanted }).targets);
    expect(ask('admin@shop')).toEqual([['viewer:shop', ['viewer@shop', 'admin@shop', 'shop'], 'admin@shop']]);
    expect(ask('*@shop', 'pay').map(([, , by]) => by)).toEqual(['viewer@shop', 'pay']);
    expect(ask('viewer:shop').map(([, , by]) => by)).toEqual(['viewer@shop']);
    expect(ask('nothing')).toEqual([]);
  });

  test('another CA, TLS name or path is another cluster; a proxy is one only where no CA speaks', () => {
    const tls = (more: object) => ({ tls: { ca: undefined, insecureSkipVerify: false, serverName: undefined, ...more } });
    const count = (...more: Partial<ClusterTarget>[]) =>
      oneClusterEach(
        more.map((each, i) => context(`c${i}`, 'same', each)),
        { identity: 'cluster' },
      ).targets.length;
    expect(count({}, {})).toBe(1);
    expect(count(tls({ ca: 'one' }), tls({ ca: 'two' }), tls({ ca: ' o\nne ' }))).toBe(2);
    expect(count(tls({ serverName: 'a' }), tls({ serverName: 'b' }))).toBe(2);
    expect(
      count(
        { server: 'https://r/k8s/clusters/c-1' },
        { server: 'https://r/k8s/clusters/c-2' },
        { server: 'https://R:443/k8s/clusters/c-2/' },
      ),
    ).toBe(2);
    expect(count({ proxyUrl: 'socks5://a' }, { proxyUrl: 'socks5://b' })).toBe(2);
    expect(count({ proxyUrl: 'socks5://a', ...tls({ ca: 'x' }) }, { proxyUrl: 'socks5://b', ...tls({ ca: 'x' }) })).toBe(1);
    expect(count({ routedTo: 'alpha' }, { routedTo: 'beta' }, { routedTo: 'alpha' })).toBe(2);
  });

  test('a broken first context names, the next one reads, and that is said', () => {
    const { targets, notices } = oneClusterEach([context('a', 's', { defect: 'there is no user "u"' }), context('b', 's')], {
      identity: 'cluster',
    });
    expect(shown(targets)).toEqual([['a', ['b'], 'b']]);
    expect(targets[0]?.defect).toBeUndefined();
    expect(notices).toEqual(['a is read by context b: a cannot be used, there is no user "u".']);
  });

  test('asked for by its very name, a broken context is an error', () => {
    const broken = [context('a', 's', { defect: 'no user' }), context('b', 't')];
    expect(() => oneClusterEach(broken, { identity: 'cluster', contexts: ['a'] })).toThrow('f:1:1: context "a": no user');
    expect(oneClusterEach(broken, { identity: 'cluster', contexts: ['*'] }).targets).toHaveLength(2);
  });

  test('names that are written alike are both kept, numbered and told', () => {
    const { targets, notices } = oneClusterEach([context('aws/eu', 'a'), context('aws eu', 'b'), context('aws:eu', 'c')], {
      identity: 'cluster',
    });
    expect(targets.map(({ id }) => id)).toEqual(['aws:eu', 'aws:eu-2', 'aws:eu-3']);
    expect(notices).toEqual([
      '"aws/eu" and "aws eu" are both written aws:eu in addresses: the second is called aws:eu-2.',
      '"aws/eu" and "aws:eu" are both written aws:eu in addresses: the second is called aws:eu-3.',
    ]);
  });

  test('as contexts each one stays', () => {
    expect(oneClusterEach(contexts, { identity: 'context' }).targets.map(({ id }) => id)).toEqual([
      'viewer:shop',
      'pay',
      'admin:shop',
      'shop',
    ]);
  });
});

test('whatever the contexts: ids are unique and fit for addresses, every context is somebody’s name or alias, and asking for it finds its server', () => {
  const seed = 'identities 1';
  const random = seededRandom(seed);
  const pick = (from: string): string => from[random.int(from.length)] as string;
  for (let round = 0; round < 200; round++) {
    const names = new Set(
      Array.from({ length: 1 + random.int(12) }, () => Array.from({ length: 1 + random.int(3) }, () => pick('ab/: @ü')).join('')),
    );
    const contexts = [...names].map((name) => context(name, pick('xyz')));
    const { targets } = oneClusterEach(contexts, { identity: 'cluster' });
    const ids = targets.map(({ id }) => id);
    expect(new Set(ids).size, seed).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9:_.-]+$/);
    for (const one of contexts) {
      const owner = targets.find(({ id, aliases, server }) => server === one.server && (id === one.id || aliases.includes(one.id)));
      expect(owner, `${seed} round ${round}: ${one.id}`).toBeDefined();
      const asked = oneClusterEach(contexts, { identity: 'cluster', contexts: [one.id.replace(/[*?]/g, '')] }).targets;
      expect(asked.some(({ server, context: by }) => server === one.server && by === one.id)).toBe(true);
    }
  }
});

describe('rules', () => {
  const rules = namingRules([
    {
      context: '^arn:aws:eks:(?P<region>[^:]+):\\d+:cluster/(?<name>.+)$',
      name: '${name}',
      labels: { region: '${region}', provider: 'eks' },
    },
    { context: '^(?<team>[a-z]+)-(prod|test)-(\\d+)$', name: '$2-${team}-$3', labels: { team: '${team}', environment: '$2' } },
    { context: 'prod', labels: { channel: 'stable', environment: 'second' } },
    { nodeLabels: { zone: 'topology.kubernetes.io/zone' } },
  ]);

  test('name by the first rule that fits, labels by all; of two the first counts', () => {
    const arn = 'arn:aws:eks:eu-central-1:1234:cluster/shop';
    expect([rules.name([arn]), rules.labels([arn])]).toEqual(['shop', { region: 'eu-central-1', provider: 'eks' }]);
    expect([rules.name(['shop-prod-1']), rules.labels(['shop-prod-1'])]).toEqual([
      'prod-shop-1',
      { team: 'shop', environment: 'prod', channel: 'stable' },
    ]);
    expect([rules.name(['other']), rules.labels(['other'])]).toEqual([undefined, {}]);
    expect(rules.name(['other', 'pay-test-2'])).toBe('test-pay-2');
  });

  test('derived names are made unique too, and the context stays an alias', () => {
    const same = namingRules([{ context: '.', name: 'same' }]);
    const { targets, notices } = oneClusterEach([context('a', 'x'), context('b', 'y')], { identity: 'cluster', naming: same });
    expect(targets.map(({ id, aliases }) => [id, aliases])).toEqual([
      ['same', ['a']],
      ['same-2', ['b', 'same']],
    ]);
    expect(notices).toHaveLength(1);
  });

  test('a dollar, a group that is not there, and a label that would be empty', () => {
    const odd = namingRules([{ context: '^(a)(b)?$', name: 'x$$1${nope}$1', labels: { empty: '$2', kept: '$1' } }]);
    expect([odd.name(['a']), odd.labels(['a'])]).toEqual(['x$1a', { kept: 'a' }]);
  });

  test('labels called like parts of objects are labels', () => {
    const odd = namingRules([{ context: '.', labels: JSON.parse('{"__proto__": "x", "constructor": "y"}') }]);
    expect(Object.entries(odd.labels(['a']))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});
