import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { errorSchema } from '../../src/core/wire/error-schema.ts';
import { searchSchema, type WireSearch } from '../../src/core/wire/search-schema.ts';
import { readHtml } from '../kit/html-tags.ts';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { until } from '../kit/until.ts';

let small: SmallFleet;
let served: ServedFleet;
let cluster: SimCluster;
let pod: KubeObject;
const json = { accept: 'application/json' };

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 4, pods: 150 });
  cluster = small.world.clusters[0] as SimCluster;
  pod = cluster.objects.list('pods').find(({ object }) => typeof object.status?.podIP === 'string')?.object as KubeObject;
  served = await serveSmallFleet(small, { labels: (id) => ({ channel: id === cluster.name ? 'beta' : 'dev' }) });
  await served.ready();
}, 30_000);
afterAll(async () => {
  await served.close();
  await small.close();
});

async function search(params: string): Promise<WireSearch> {
  const { body, status } = await served.get(`/search?${params}`, json);
  expect(status, body).toBe(200);
  return searchSchema.parse(JSON.parse(body));
}

function marked({ matches }: WireSearch['results'][number]): readonly string[] {
  return matches.flatMap(({ text, marks }) => marks.map(([at, length]) => text.slice(at, at + length)));
}

describe('by URL', () => {
  test('the pod behind an address, marked, with its page', async () => {
    const ip = pod.status.podIP as string;
    const answer = await search(`q=${ip}`);
    const found = answer.results.find(({ uid }) => uid === pod.metadata.uid);
    expect(found).toMatchObject({ kind: 'Pod', cluster: cluster.name, namespace: pod.metadata.namespace, name: pod.metadata.name });
    expect(found?.matches).toContainEqual({ field: 'column', key: 'IP', text: ip, marks: [[0, ip.length]] });
    expect((await served.get(found?.path as string, json)).status).toBe(200);
    expect(answer.coverage.gaps).toEqual([]);
    expect(answer.line).toMatch(/^\d+ results? found\. Searched 12 resource types in 4 clusters in \d\.\d{3} seconds\.$/);
  });

  test('uid, whole and its beginning; node; image; annotation key; host address', async () => {
    const { uid, name } = pod.metadata;
    expect((await search(`q=${uid}`)).results[0]).toMatchObject({ uid, rank: 'exact' });
    expect((await search(`q=${uid.slice(0, 8)}`)).results.map((one) => one.uid)).toContain(uid);
    expect((await search(`q=${pod.spec.nodeName}+kind:pod&limit=10000`)).results.map((one) => one.name)).toContain(name);
    const [container] = pod.spec.containers;
    expect((await search(`q=${encodeURIComponent(`"${container.image}" kind:po`)}&limit=10000`)).results.map((one) => one.uid)).toContain(
      uid,
    );
    expect((await search(`q=${pod.status.hostIP}&type=pods,nodes&limit=10000`)).results.map((one) => one.uid)).toContain(uid);
    const key = Object.keys(cluster.objects.list('deployments.apps')[0]?.object.metadata.annotations ?? {})[0] as string;
    const byKey = await search(`q=${encodeURIComponent(key)}+kind:deploy`);
    expect(byKey.results[0]?.matches).toContainEqual(expect.objectContaining({ field: 'annotation', text: key }));
  });

  test('the name itself first, then what begins with it, then what contains it, then other fields', async () => {
    const answer = await search('q=coredns&limit=10000');
    const ranks = answer.results.map(({ rank }) => ['exact', 'prefix', 'name', 'other'].indexOf(rank));
    expect(ranks).toEqual([...ranks].sort());
    expect(answer.results[0]).toMatchObject({ name: 'coredns', rank: 'exact' });
    expect(answer.results.every((result) => marked(result).every((text) => /^(coredns)+$/i.test(text)))).toBe(true);
    expect(answer.byKind.reduce((sum, { count }) => sum + count, 0)).toBe(answer.total);
    expect(answer.byCluster.map(({ cluster: id }) => id).toSorted()).toEqual(small.world.clusters.map(({ name }) => name).toSorted());
  });

  test('prefixes, parameters, labels as words, several namespaces', async () => {
    const all = await search('q=coredns&limit=10000');
    const one = await search(`q=coredns+cluster:${cluster.name}+kind:deploy`);
    expect(one.results.map(({ kind, cluster: id }) => [kind, id])).toEqual([['Deployment', cluster.name]]);
    expect((await search(`q=coredns&cluster=${cluster.name}&type=deployments`)).results).toEqual(one.results);
    expect((await search('q=coredns+ns:default')).total).toBe(0);
    expect((await search('q=coredns&namespace=default&namespace=kube-system')).total).toBe(all.total);
    const [key, value] = Object.entries(pod.metadata.labels ?? {})[0] as [string, string];
    for (const asked of [`q=${key}%3D${value}`, `q=label:${key}%3D${value}`, `selector=${key}%3D${value}`]) {
      const answer = await search(`${asked}&limit=10000`);
      expect(answer.results.map(({ uid }) => uid)).toContain(pod.metadata.uid);
      expect(answer.results.every(({ labels }) => labels.some(([k, v]) => k === key && v === value))).toBe(true);
    }
  });

  test('clusters are found by name and label', async () => {
    expect((await search(`q=${cluster.name}`)).results[0]).toMatchObject({
      kind: 'Cluster',
      name: cluster.name,
      rank: 'exact',
      path: `/clusters/${cluster.name}`,
    });
    const beta = await search('q=beta+kind:cluster');
    expect(beta.results.map(({ name }) => name)).toEqual([cluster.name]);
  });

  test('custom resources are read when they are asked for, and searched from then on', async () => {
    const stacks = small.world.clusters.flatMap((one) => one.objects.list('stacks.zalando.org'));
    const name = stacks[0]?.object.metadata.name as string;
    expect((await search(`q=${name}&type=stacks&limit=10000`)).results.map((one) => one.name)).toContain(name);
    const later = await search(`q=${name}&limit=10000`);
    expect(later.results.some(({ resource }) => resource === 'stacks.zalando.org')).toBe(true);
  });

  test('the limit is announced, and counts are of all', async () => {
    const all = await search('q=kube&limit=10000');
    const few = await search('q=kube&limit=2');
    expect(few.results).toEqual(all.results.slice(0, 2));
    expect(few).toMatchObject({ total: all.total, byKind: all.byKind });
    expect(few.line).toContain('the first 2 shown');
  });

  test('a pod that comes is found at once, and one that goes no more', async () => {
    const metadata = { ...pod.metadata, name: 'zz-just-made', uid: '11111111-2222-4333-8444-666666666666', ownerReferences: [] };
    cluster.objects.create('pods', { ...pod, metadata }, Date.now());
    await until(async () => (await search('q=zz-just')).total === 1);
    cluster.objects.remove('pods', `${metadata.namespace}/zz-just-made`);
    await until(async () => (await search('q=zz-just')).total === 0);
  });

  test('a cluster in trouble is named, its last known objects are found, `coverage=require` refuses', async () => {
    small.sim.setFault(cluster.name, { type: 'refuse' });
    await small.sim.settled();
    try {
      await until(async () => (await search('q=coredns')).coverage.gaps.some(({ cluster: id }) => id === cluster.name));
      const answer = await search(`q=coredns+cluster:${cluster.name}`);
      expect(answer.results.length).toBeGreaterThan(0);
      expect(answer.results.every(({ stale }) => stale)).toBe(true);
      expect((await served.get('/search?q=coredns&coverage=require', json)).status).toBe(503);
      expect((await served.get('/search?q=coredns', { accept: 'text/html' })).body).toContain('resource types not live');
    } finally {
      small.sim.setFault(cluster.name, undefined);
      await small.sim.settled();
    }
  }, 60_000);
});

describe('forms', () => {
  test('text for curl', async () => {
    const { body } = await served.get('/search?q=coredns', { accept: '*/*', 'user-agent': 'curl/8.5.0' });
    expect(body).toMatch(/^CLUSTER +NAMESPACE +KIND +NAME +MATCH\n/);
    expect(body).toMatch(/Deployment +coredns/);
    expect(body).toMatch(/\d+ results found\. Searched/);
  });

  test('a page with the hooks of the predecessor', async () => {
    const { body, headers } = await served.get(`/search?q=${pod.status.podIP}&theme=dark`, { accept: 'text/html' });
    expect(headers.get('content-type')).toContain('text/html');
    expect(body).toContain(`<span class="match"><em>${pod.status.podIP}</em></span>`);
    expect(body).toMatch(/<div class="search-result"><h3><a href="\/clusters\/[^"]+">/);
    expect(body).toContain('<label class="checkbox"><input type="checkbox" name="type" value="deployments">');
    expect(body).toMatch(/<main[^>]*>.*<h1[^>]*><a /s);
    expect(body).toMatch(/<div class="content"><p>\d+ results? found\. Searched \d+ resource types in 4 clusters in/);
    expect(body).toContain('theme=dark');
    readHtml(body);
  });

  test('without words only the form; without results it says so and offers more', async () => {
    const form = await served.get('/search', { accept: 'text/html' });
    expect(form.body).toContain('role="search"');
    expect(form.body).not.toContain('results found');
    const none = await served.get('/search?q=qqzzxx&namespace=default', { accept: 'text/html' });
    expect(none.body).toContain('No results found for "qqzzxx".');
    expect(none.body).toContain('Repeat search across all namespaces');
  });

  test.each([
    ['q=%22open', 400, 'query-invalid', 0],
    ['q=web+ns:', 400, 'query-invalid', 4],
    ['q=app%3Da%3Db', 400, 'query-invalid', 5],
    ['q=x&limit=ten', 400, 'query-invalid', 0],
    ['q=x&selector=a+in+(', 400, 'query-invalid', undefined],
    ['q=x&cluster=nowhere', 404, 'cluster-unknown', undefined],
    ['q=x+kind:nonsense', 404, 'resource-unknown', undefined],
    ['q=x&download=tsv', 406, 'not-acceptable', undefined],
  ])('%s is refused at its place', async (params, status, code, offset) => {
    const answer = await served.get(`/search?${params}`, json);
    const { error } = errorSchema.parse(JSON.parse(answer.body));
    expect({ status: answer.status, code: error.code }).toEqual({ status, code });
    if (offset !== undefined) expect(error.place?.offset).toBe(offset);
    expect((await served.get(`/search?${params}`, { accept: 'text/html' })).status).toBe(status);
  });
});

describe('hostile texts', () => {
  const attacks = {
    script: 'zzhostile<script>alert(1)</script>',
    attribute: 'zzhostile" onmouseover="alert(1)',
    escape: 'zzhostile\u001b[2J\u009b31m',
    bidi: 'zzhostile\u202egpj\u200b',
    surrogate: 'zzhostile\ud800',
    proto: '__proto__',
  };

  test('are harmless in JSON, text, page and terminal, and are found', async () => {
    for (const [what, text] of Object.entries(attacks)) {
      const labels = JSON.parse(`{"__proto__":"zzhostile","x":${JSON.stringify(text)}}`);
      const containers = [{ name: 'c', image: text }];
      const metadata = {
        name: what === 'proto' ? 'zzhostile-proto' : text,
        namespace: 'hostile',
        uid: `zz-${what}`,
        labels,
        annotations: { [text]: 'x' },
      };
      cluster.objects.create('pods', { metadata, spec: { containers }, status: { reason: text } } as unknown as KubeObject, Date.now());
    }
    const count = Object.keys(attacks).length;
    await until(async () => (await search('q=zzhostile+kind:pod')).total === count);
    const page = readHtml((await served.get('/search?q=zzhostile', { accept: 'text/html' })).body);
    expect(page.tags.filter(({ name }) => name === 'script').every(({ attributes }) => attributes.has('src'))).toBe(true);
    expect(page.tags.some(({ attributes }) => attributes.has('onmouseover'))).toBe(false);
    const printed = [
      (await served.get('/search?q=zzhostile', json)).body,
      (await served.get('/search?q=zzhostile', { accept: 'text/plain' })).body,
      (await runCli(['search', 'zzhostile', '-o', 'wide', '--server', served.url])).stdout,
      (await runCli(['search', 'zzhostile', '-o', 'name', '--server', served.url])).stdout,
      (await runCli(['search', 'zzhostile', '-o', 'json', '--server', served.url])).stdout,
    ];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nobody may be made to read these raw
    for (const text of printed) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    expect((await search('q=__proto__+kind:pod')).total).toBe(count);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('the command line', () => {
  test('through a server: the same results, names and JSON', async () => {
    const { code, stdout, stderr } = await runCli(['search', pod.status.podIP, '--server', served.url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CLUSTER +NAMESPACE +KIND +NAME +MATCH\n/);
    expect(stdout).toContain(`IP ${pod.status.podIP}`);
    expect(stderr).toMatch(/results? found\. Searched \d+ resource types in 4 clusters/);
    const names = await runCli(['search', pod.metadata.name, '--server', served.url, '-o', 'name']);
    expect(names.stdout.split('\n')[0]).toBe(`pod/${pod.metadata.name}`);
    const body = await runCli(['search', pod.metadata.uid, '--server', served.url, '-o', 'json']);
    expect(searchSchema.parse(JSON.parse(body.stdout)).results[0]?.uid).toBe(pod.metadata.uid);
  });

  test('directly: the default types, and says so; --types reads others', async () => {
    const direct = await runCli(['search', 'coredns', '--kubeconfig', small.kubeconfig]);
    expect(direct.code).toBe(0);
    expect(direct.stdout).toMatch(/Deployment +coredns/);
    expect(direct.stdout).not.toMatch(/ Pod /);
    expect(direct.stderr).toContain('Read and searched: namespaces, deployments, services, ingresses, statefulsets, cronjobs.');
    const pods = await runCli(['search', pod.status.podIP, '--types', 'pods', '--kubeconfig', small.kubeconfig, '-o', 'name']);
    expect(pods.stdout).toContain(`pod/${pod.metadata.name}`);
    expect(pods.stderr).not.toContain('Read and searched');
    const byKind = await runCli(['search', 'kind:ds', 'ns:kube-system', '--kubeconfig', small.kubeconfig, '--context', cluster.name]);
    expect(byKind.stdout).toMatch(/DaemonSet/);
  });

  test.each([
    [['search'], 2, 'say what to search'],
    [['search', '"open'], 2, 'quote is not closed'],
    [['search', 'x', '-o', 'yaml'], 2, 'Known forms'],
    [['search', 'x', '--limit', 'ten'], 2, '--limit takes a whole number'],
    [['search', 'x', '--types', 'nonsense'], 2, 'nonsense'],
  ])('%j', async (args, code, words) => {
    const run = await runCli([...args, '--kubeconfig', small.kubeconfig]);
    expect(run.stderr).toContain(words);
    expect(run).toMatchObject({ code, stdout: '' });
  });

  test('a phrase stays a phrase when the shell took its quotes', async () => {
    const { stdout } = await runCli(['search', '"no such phrase here"', '--server', served.url]);
    expect(stdout).toBe('');
  });

  test('no cluster answers: 3', async () => {
    small.sim.setFault(cluster.name, { type: 'refuse' });
    await small.sim.settled();
    try {
      const { code, stderr } = await runCli(['search', 'x', '--kubeconfig', small.kubeconfig, '--context', cluster.name]);
      expect(code).toBe(3);
      expect(stderr).toContain('1 cluster unreachable');
    } finally {
      small.sim.setFault(cluster.name, undefined);
      await small.sim.settled();
    }
  });
});
