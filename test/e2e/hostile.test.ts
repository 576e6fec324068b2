import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parse as parseYaml } from 'yaml';
import { ask } from '../../src/apps/server/ask.ts';
import { composeFleet, type Fleet } from '../../src/apps/server/compose-fleet.ts';
import { everything } from '../../src/core/fleet/fleet-view.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import { tableQuery } from '../../src/core/query/table-query.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { answerSchema } from '../../src/core/wire/answer-schema.ts';
import { attacks, hostilePod, plantHostileObjects, unseen } from '../kit/hostile-objects.ts';
import { readHtml } from '../kit/html-tags.ts';
import { type RawApiServer, type RawReply, type RawRequest, startRawApiServer } from '../kit/raw-api-server.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { until } from '../kit/until.ts';

let small: SmallFleet;
let served: ServedFleet;
let cluster: SimCluster;
/** As the API server has them. */
let created: readonly KubeObject[] = [];

function parsed<T>(text: string): T {
  return JSON.parse(text) as T;
}

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 2, pods: 30 });
  cluster = small.world.clusters[0] as SimCluster;
  created = plantHostileObjects(cluster);
  served = await serveSmallFleet(small);
  await served.ready();
}, 30_000);
afterAll(async () => {
  await served.close();
  await small.close();
});

const lists = ['pods', 'events'].map((resource) => `/clusters/_all/namespaces/_all/${resource}?labelcols=*,app,__proto__&wide=1`);

test('nothing is polluted, and all objects arrived', async () => {
  for (const resource of ['pods', 'events']) {
    const { body } = await served.get(`/clusters/_all/namespaces/hostile/${resource}`, { accept: 'application/json' });
    expect(
      answerSchema
        .parse(JSON.parse(body))
        .tables[0]?.rows.map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      created
        .filter(({ kind }) => kind === (resource === 'pods' ? 'Pod' : 'Event'))
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    );
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(served.logged.filter((line) => line.includes('"defect"'))).toEqual([]);
});

describe('text', () => {
  test.each(lists)('%s commands no terminal', async (path) => {
    const { body } = await served.get(path, { accept: 'text/plain' });
    expect(body).toContain('\\x1b[2J');
    expect(body.match(unseen)?.[0]).toBeUndefined();
    // Each object is one line, whatever line breaks it holds.
    expect(body).not.toMatch(/^line2/m);
  });

  test.each([
    ['-A', '-o', 'wide'],
    ['-A', '-o', 'name'],
    ['-A', '-o', 'yaml'],
    ['-A', '-o', 'json'],
    ['-A', '-o', 'csv'],
    ['-A', '--show-labels'],
  ])('get pods %s %s %s commands no terminal, on a terminal either', async (...flags) => {
    for (const tty of [false, true]) {
      const { code, stdout, stderr } = await runCli(['get', 'pods,events', ...flags, '--kubeconfig', small.kubeconfig], {
        tty,
        env: { NO_COLOR: '1' },
      });
      expect(code).toBe(0);
      expect(stdout.replaceAll('\r\n', '\n').match(unseen)?.[0]).toBeUndefined();
      expect(stderr.replaceAll('\r\x1b[2K', '').match(unseen)?.[0]).toBeUndefined();
    }
  });

  test('what a sick server says of itself commands no terminal and no page either', async () => {
    const name = small.world.clusters[1]?.name as string;
    small.sim.setFault(name, { type: 'status', status: 500, message: Object.values(attacks).join(' ').slice(0, 400) });
    try {
      const { stderr } = await runCli(['get', 'nodes', '--kubeconfig', small.kubeconfig]);
      expect(stderr).toContain(name);
      expect(stderr.match(unseen)?.[0]).toBeUndefined();
      const fresh = await serveSmallFleet(small);
      await fresh.ready();
      const text = await fresh.get('/clusters', { accept: 'text/plain' });
      const html = await fresh.get('/clusters/_all/nodes', { accept: 'text/html' });
      await fresh.close();
      expect(text.body).toContain(name);
      expect(text.body.match(unseen)?.[0]).toBeUndefined();
      expect(readHtml(html.body).tags.map((tag) => tag.name)).not.toContain('script');
    } finally {
      small.sim.setFault(name, undefined);
    }
  });
});

describe('HTML', () => {
  /** Every tag with its attribute names, and every scheme that is linked to. */
  const shapeOf = (page: string): { readonly tags: ReadonlySet<string>; readonly links: readonly string[] } => {
    const { tags } = readHtml(page);
    return {
      tags: new Set(tags.flatMap(({ name, attributes }) => [name, ...[...attributes.keys()].map((key) => `${name} ${key}`)])),
      links: tags.flatMap(({ attributes }) =>
        [attributes.get('href'), attributes.get('src'), attributes.get('action')].filter((link) => link !== undefined),
      ),
    };
  };

  test.each(lists)('%s has the tags of a harmless page and no others', async (path) => {
    const harmless = shapeOf(
      (await served.get(`/clusters/${small.world.clusters[1]?.name}/namespaces/_all/pods`, { accept: 'text/html' })).body,
    );
    const { body, headers } = await served.get(path, { accept: 'text/html' });
    const { tags, links } = shapeOf(body);
    expect([...tags].filter((tag) => !harmless.tags.has(tag) && !['span title', 'i', 'i aria-hidden', 'tr class'].includes(tag))).toEqual(
      [],
    );
    expect([...tags].filter((tag) => / on/.test(tag) || tag === 'script')).toEqual([]);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !/^[/?#]/.test(link) || /^\/\//.test(link))).toEqual([]);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body.match(unseen)?.[0]).toBeUndefined();
    expect(readHtml(body).text).toContain(attacks.script);
  });

  test.each(Object.entries(attacks))('a question that holds an attack (%s) is written back harmless', async (_what, text) => {
    const q = encodeURIComponent(text.toWellFormed().slice(0, 500));
    for (const path of [
      `/clusters/_all/nodes?filter=${q}`,
      `/clusters/_all/nodes?selector=${q}`,
      `/clusters/_all/nodes?labelcols=${q}`,
      `/clusters/_all/nodes?sort=${q}`,
      `/clusters/_all/nodes?theme=${q}&reload=${q}`,
      `/clusters/${q}/nodes`,
      `/clusters/_all/namespaces/${q}/pods`,
      `/clusters/_all/namespaces/default/${q}`,
      `/clusters/_all/nodes/${q}`,
      `/${q}`,
      `/clusters?filter=${q}`,
      `/lists?clusters=_all&resources=${q}&filter=${q}`,
    ]) {
      const { status, body, headers } = await served.get(path, { accept: 'text/html' });
      expect([path, status >= 500]).toEqual([path, false]);
      if (status < 300 || status >= 400) {
        expect(
          readHtml(body).tags.filter(
            ({ name, attributes }) =>
              name === 'script' || name === 'svg' || name === 'img' || [...attributes.keys()].some((key) => key.startsWith('on')),
          ),
        ).toEqual([]);
        expect(headers.get('content-security-policy') ?? '', path).toContain("default-src 'none'");
      } else expect(headers.get('location')).toMatch(/^\/(?!\/)/);
      const plain = await served.get(path, { accept: 'text/plain' });
      expect([path, plain.body.match(unseen)?.[0]]).toEqual([path, undefined]);
    }
  });
});

describe('spreadsheets', () => {
  /** Fields of RFC 4180, or of its tab-separated sibling. */
  const fieldsOf = (text: string, separator: string): readonly (readonly string[])[] => {
    const rows: string[][] = [[]];
    const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n)`, 'gy');
    for (const [, quoted, plain, end] of text.matchAll(pattern)) {
      rows.at(-1)?.push(quoted === undefined ? (plain as string) : quoted.replaceAll('""', '"'));
      if (end !== separator) rows.push([]);
    }
    rows.pop();
    return rows;
  };

  test.each([
    ['csv', ','],
    ['tsv', '\t'],
  ])('%s: no field begins like a formula, and every row has all fields', async (form, separator) => {
    for (const path of lists) {
      const { body } = await served.get(`${path}&download=${form}`);
      const rows = fieldsOf(body, separator);
      expect(rows.length).toBeGreaterThan(Object.keys(attacks).length);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      expect(rows.flat().filter((field) => /^[=+\-@\t\r]/.test(field) && !/^[+-]?\d+(\.\d+)?$/.test(field))).toEqual([]);
      expect(rows.flat()).toContain(`'${attacks.formula}`);
      expect(body.replaceAll('\t', '').replaceAll('\r\n', '\n').match(unseen)?.[0]).toBeUndefined();
    }
  });
});

describe('exact forms', () => {
  const bare = ({ metadata: { managedFields: _fields, ...metadata }, ...rest }: KubeObject): object => ({ ...rest, metadata });

  test.each(['application/json', 'application/yaml'])('objects as %s are what the API server has, and command nothing', async (accept) => {
    const { body } = await served.get('/clusters/_all/namespaces/hostile/pods,events?objects=1', { accept });
    expect(body.match(unseen)?.[0]).toBeUndefined();
    const { items } = (accept.endsWith('json') ? JSON.parse(body) : parseYaml(body, { maxAliasCount: 0 })) as { items: KubeObject[] };
    const byUid = new Map(items.map((item) => [item.metadata.uid, item]));
    for (const object of created) {
      const { annotations, ...metadata } = (byUid.get(object.metadata.uid) as KubeObject).metadata;
      const told = { ...byUid.get(object.metadata.uid), metadata: { ...metadata, ...withoutOurs(annotations) } };
      expect(JSON.parse(JSON.stringify(told))).toEqual(parsed(JSON.stringify(bare(object))));
    }
  });

  /** In a list over several clusters each object says where it lives. */
  const withoutOurs = (annotations: Readonly<Record<string, string>> = {}): object => {
    const rest = Object.entries(annotations).filter(([key]) => !key.startsWith('hindsight'));
    return rest.length === 0
      ? {}
      : { annotations: JSON.parse(`{${rest.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`) };
  };

  test('labels are found by keys that every JavaScript object has, and only where they are set', async () => {
    for (const selector of [
      'constructor=polluted',
      'constructor,hostile',
      '!toString,hostile=yes',
      '!hasOwnProperty,hostile',
      '!valueOf,constructor',
    ]) {
      const { body, status } = await served.get(`/clusters/_all/namespaces/_all/pods?selector=${encodeURIComponent(selector)}`, {
        accept: 'application/json',
      });
      expect([selector, status, status === 200 ? '' : body]).toEqual([selector, 200, '']);
      expect([selector, answerSchema.parse(JSON.parse(body)).tables[0]?.rows.length]).toEqual([selector, created.length / 2]);
    }
    for (const selector of ['toString', 'constructor=Object', 'valueOf']) {
      const { body } = await served.get(`/clusters/_all/namespaces/_all/pods?selector=${selector}`, { accept: 'application/json' });
      expect([selector, answerSchema.parse(JSON.parse(body)).tables[0]?.rows]).toEqual([selector, []]);
    }
  });

  test('live messages say the same as the list, and command nothing', async () => {
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/live`);
    const texts: string[] = [];
    socket.on('message', (bytes) => texts.push(String(bytes)));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'open', id: '<b>\u202e', query: lists[0] }));
    await until(() => texts.length > 0);
    const fresh = hostilePod('late', attacks.bidi + attacks.script);
    cluster.objects.create('pods', fresh, Date.now());
    await until(() => texts.some((text) => text.includes('"late"')));
    socket.close();
    cluster.objects.remove('pods', 'hostile/late');
    const { answer } = JSON.parse(texts[0] as string);
    const { body } = await served.get(lists[0] as string, { accept: 'application/json' });
    const names = (rows: readonly { name: string }[]): readonly string[] => rows.map(({ name }) => name).filter((name) => name !== 'late');
    expect(names(answer.tables[0].rows)).toEqual(names(JSON.parse(body).tables[0].rows));
    for (const text of texts) expect(text.match(unseen)?.[0]).toBeUndefined();
    expect(body.match(unseen)?.[0]).toBeUndefined();
  });
});

describe('an API server that is not what it says', () => {
  let raw: RawApiServer | undefined;
  let fleet: Fleet | undefined;
  afterEach(async () => {
    await fleet?.stop();
    await raw?.close();
    raw = fleet = undefined;
  });

  /** A fleet of one cluster that answers lists of pods by `list`, and everything else as a healthy one. */
  const over = async (list: (reply: RawReply, request: RawRequest) => void, mode: 'once' | 'watch' = 'once'): Promise<Fleet> => {
    raw = await startRawApiServer({
      handle(request, reply) {
        if (request.query.get('watch') !== null) return reply.head(200, { 'content-type': 'application/json' });
        if (request.path === '/api/v1/pods' && request.query.get('limit') !== '1') return list(reply, request);
        if (request.path === '/readyz') return reply.end('ok');
        reply.json(200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '5' }, items: [] });
      },
    });
    fleet = composeFleet({
      targets: [raw.target()],
      mode,
      pinned: mode === 'once' ? [] : ['pods'],
      userAgent: 'hindsight/test',
      env: {},
      openDeadlineMs: 10_000,
    });
    return fleet;
  };
  const askPods = async (of: Fleet) =>
    (
      await ask(of, {
        query: tableQuery({ clusters: ['_all'], namespaces: ['_all'], resources: ['pods'] }),
        scope: everything,
        signal: AbortSignal.timeout(20_000),
      })
    ).answer;
  const head = '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[';
  const json = { 'content-type': 'application/json' };

  /** Bytes of memory outside the heap and on it, at the most, while something runs. */
  const peakDuring = async <T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly grownBytes: number }> => {
    const used = (): number => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = used();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, used());
    }, 2);
    const result = await work();
    clearInterval(watch);
    return { result, grownBytes: Math.max(most, used()) - before };
  };

  // 400 MB of one letter are 400 KB of gzip, made of members so that making it takes no memory either.
  const bomb = (before: string, letter: string, after: string): Buffer => {
    const member = gzipSync(Buffer.alloc(4_000_000, letter), { level: 9 });
    return Buffer.concat([gzipSync(before), ...Array<Buffer>(100).fill(member), gzipSync(after)]);
  };

  test.each([
    ['one object', () => bomb(`${head}{"metadata":{"name":"a","namespace":"b","uid":"c","annotations":{"x":"`, 'a', '"}}}]}')],
    ['what stands before the items', () => bomb('{"kind":"PodList","x":"', 'a', '","items":[]}')],
    ['what stands behind the items', () => bomb(`${head}],"x":"`, 'a', '"}')],
    ['blanks', () => bomb(head, ' ', ']}')],
    ['brackets', () => bomb(`${head}{"metadata":{"name":"a","x":`, '[', '')],
  ])(
    'a decompression bomb in %s is refused with the reason, and takes no memory',
    async (_where, body) => {
      const packed = body();
      expect(packed.length).toBeLessThan(2_000_000);
      const of = await over((reply) => {
        reply.head(200, { ...json, 'content-encoding': 'gzip' });
        reply.end(packed);
      });
      const { result, grownBytes } = await peakDuring(() => askPods(of));
      expect(result.coverage.gaps).toMatchObject([{ cluster: 'raw', reason: expect.stringMatching(/larger than|no list|ends early/) }]);
      expect(grownBytes).toBeLessThan(150_000_000);
    },
    30_000,
  );

  test('a decompression bomb as an error page is refused with its status', async () => {
    const packed = bomb('', 'a', '');
    const of = await over((reply) => {
      reply.head(500, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
      reply.end(packed);
    });
    const { result, grownBytes } = await peakDuring(() => askPods(of));
    expect(result.coverage.gaps).toMatchObject([{ cluster: 'raw', reason: expect.stringContaining('500') }]);
    expect(grownBytes).toBeLessThan(100_000_000);
  }, 30_000);

  test.each([
    ['nothing', ''],
    ['a page', '<html><body>Log in</body></html>'],
    ['half a list', `${head}{"metadata":{"name":"a"`],
    ['a text', '"hello"'],
    ['null', 'null'],
    ['a list of lists', '[[]]'],
    ['another kind', '{"kind":"Status","apiVersion":"v1","status":"Success"}'],
    ['items that are a text', '{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":"none"}'],
    ['items that are numbers', `${head}1,2,3]}`],
    ['items that are null', `${head}null]}`],
    ['an item without metadata', `${head}{"spec":{}}]}`],
    ['broken UTF-8', Buffer.concat([Buffer.from(`${head}{"metadata":{"name":"`), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"')])],
    ['zeros', Buffer.alloc(100_000)],
    ['gzip without saying so', gzipSync(`${head}]}`)],
  ])('%s instead of a list is a gap with a reason', async (_what, body) => {
    const of = await over((reply) => {
      reply.head(200, json);
      reply.end(body);
    });
    const answer = await askPods(of);
    expect(answer.tables[0]?.rows ?? []).toEqual([]);
    expect(answer.coverage.gaps).toMatchObject([{ cluster: 'raw', reason: expect.stringMatching(/\w{3,}/) }]);
    expect(answer.coverage.gaps[0]?.reason).not.toMatch(/undefined|\[object|TypeError|SyntaxError/);
  });

  test.each([
    ['a name that is a number', '{"metadata":{"name":5,"namespace":"b","uid":"u"}}'],
    ['no name', '{"metadata":{"uid":"u"}}'],
    ['no uid', '{"metadata":{"name":"a","namespace":"b"}}'],
    ['labels that are a list', '{"metadata":{"name":"a","namespace":"b","uid":"u","labels":["x"]}}'],
    ['labels that are numbers', '{"metadata":{"name":"a","namespace":"b","uid":"u","labels":{"x":1,"y":null,"z":{}}}}'],
    [
      'containers that are a text',
      '{"metadata":{"name":"a","namespace":"b","uid":"u"},"spec":{"containers":"none"},"status":{"containerStatuses":7}}',
    ],
    ['a status that is null', '{"metadata":{"name":"a","namespace":"b","uid":"u"},"spec":null,"status":null}'],
    ['times that are none', '{"metadata":{"name":"a","namespace":"b","uid":"u","creationTimestamp":[1],"deletionTimestamp":"soon"}}'],
    ['owners that are none', '{"metadata":{"name":"a","namespace":"b","uid":"u","ownerReferences":{"a":1}},"spec":{"nodeName":{"a":1}}}'],
    ['a name with a slash', '{"metadata":{"name":"a/b/c","namespace":"d/e","uid":"u"}}'],
    ['one uid twice', '{"metadata":{"name":"a","namespace":"b","uid":"u"}},{"metadata":{"name":"c","namespace":"b","uid":"u"}}'],
    ['one name twice', '{"metadata":{"name":"a","namespace":"b","uid":"u"}},{"metadata":{"name":"a","namespace":"b","uid":"v"}}'],
    [
      'depth and a secret',
      `{"metadata":{"name":"a","namespace":"b","uid":"u"},"spec":{"containers":[{"env":[{"name":"DB_PASSWORD","value":"x"}]}],"deep":${'['.repeat(9000)}${']'.repeat(9000)}}}`,
    ],
    ['depth', `{"metadata":{"name":"a","namespace":"b","uid":"u"},"spec":${'['.repeat(9000)}${']'.repeat(9000)}}`],
  ])('an object with %s breaks nothing', async (_what, items) => {
    const of = await over((reply) => {
      reply.head(200, json);
      reply.end(`${head}${items}]}`);
    }, 'watch');
    const answer = await askPods(of);
    const rows = answer.tables[0]?.rows ?? [];
    expect(rows.length + answer.coverage.gaps.length).toBeGreaterThan(0);
    for (const gap of answer.coverage.gaps) expect([gap, gap.reason]).toEqual([gap, expect.stringMatching(/\w{3,}/)]);
  });
});
