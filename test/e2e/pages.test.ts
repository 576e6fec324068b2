import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overviewSchema } from '../../src/core/wire/overview-schema.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let small: SmallFleet;
let served: ServedFleet;
let cluster = '';

const html = { accept: 'text/html' };

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 4, pods: 200 });
  served = await serveSmallFleet(small, { labels: () => ({ channel: 'beta', team: 'Alpha' }) });
  await served.ready();
  cluster = served.fleet.directory.clusters()[0]?.id ?? '';
});

afterAll(async () => {
  await served?.close();
  await small?.close();
});

describe('the first page', () => {
  test('every number is a link to a list, and no link of the page leads nowhere', async () => {
    const { status, body } = await served.get('/', html);
    expect(status).toBe(200);
    expect(body).toContain('<div class="ribbon">');
    expect(body).toMatch(/<main id="main" data-problems="\d+">/);
    const hrefs = [
      ...new Set(
        [...body.matchAll(/href="(\/[^"#]*)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&').replaceAll('&quot;', '"')),
      ),
    ];
    expect(hrefs.length).toBeGreaterThan(30);
    for (const href of hrefs) expect([href, (await served.get(href, html)).status]).toEqual([href, 200]);
  });

  test('a cause counts as many as the list behind it', async () => {
    const { body } = await served.get('/', { accept: 'application/json' });
    const { broken, counts } = overviewSchema.parse(JSON.parse(body));
    expect(broken.length).toBeGreaterThan(0);
    for (const { link, count } of [...broken, ...counts]) {
      const list = JSON.parse((await served.get(`${link}${link.includes('?') ? '&' : '?'}limit=1`, { accept: 'application/json' })).body);
      expect([link, list.tables[0].total]).toEqual([link, count]);
    }
  });

  test('is a text for curl', async () => {
    const { body } = await served.get('/', { 'user-agent': 'curl/8' });
    expect(body).toMatch(/^\d+ clusters: \d+ live/);
    expect(body).toContain('\nBroken now\n');
  });
});

describe('clusters', () => {
  test('are narrowed by label, by name or value in any case, and by state; one is chosen for a search', async () => {
    const { body } = await served.get('/clusters?filter=ALPHA', html);
    expect(body).toContain(`<input type="checkbox" name="cluster" value="${cluster}"`);
    expect((await served.get('/clusters?selector=channel!=beta', html)).body).toContain('No clusters found.');
    expect((await served.get('/clusters?state=unreachable', html)).body).toContain('No clusters found.');
  });

  test('one cluster shows its labels, namespaces and cluster-scoped types', async () => {
    const { body } = await served.get(`/clusters/${cluster}`, html);
    expect(body).toContain('channel=beta');
    expect(body).toContain('Search in selected namespaces');
    expect(body).toContain(`href="/clusters/${cluster}/namespaces/kube-system/pods"`);
    expect(body).toContain(`href="/clusters/${cluster}/nodes">nodes</a>`);
  });

  test('one that is unknown is named in the words of kube-web-view', async () => {
    const { status, body } = await served.get('/clusters/nope', html);
    expect(status).toBe(404);
    expect(body).toContain('<title>Error: cluster not found - Hindsight</title>');
    expect(body).toContain('Cluster &quot;nope&quot; not found');
    expect(body).toContain('Kubernetes Web View');
  });

  test.each(['/clusters/_all/_resource-types', '/clusters/_all/namespaces/_all/_resource-types'])(
    '%s has every type once',
    async (path) => {
      const { status, body } = await served.get(path, html);
      expect(status).toBe(200);
      const names = [...body.matchAll(/<td class="name"><a href="([^"]*)"/g)].map(([, href]) => href);
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names).size).toBe(names.length);
    },
  );
});

describe('preferences', () => {
  const save = (theme: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${served.url}/preferences`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ theme }),
    });

  test('a theme is kept in a cookie, whose old names mean light and dark', async () => {
    const answer = await save('superhero', { origin: served.url });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/preferences']);
    expect(answer.headers.get('set-cookie')).toBe('theme=superhero; HttpOnly; SameSite=Lax; Max-Age=51840000; Path=/');
    expect((await served.get('/', { ...html, cookie: 'theme=superhero' })).body).toContain('<html lang="en" data-theme="dark">');
    expect((await served.get('/?theme=flatly', { ...html, cookie: 'theme=superhero' })).body).toContain('data-theme="light"');
    expect((await served.get('/?theme=nonsense', { ...html, cookie: 'theme=dark' })).body).toContain('<html lang="en">');
  });

  test('an unknown theme and a form of another site are refused', async () => {
    expect((await save('neon')).status).toBe(400);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }])
      expect([headers, (await save('dark', headers as Record<string, string>)).status]).toEqual([headers, 403]);
  });
});

describe('around every page', () => {
  test.each(['/clusters', '/search', '/preferences', '/clusters/_all/nodes', '/clusters/_all/namespaces/_all/pods?limit=3', '/nonsense'])(
    '%s has the ribbon, the menu, a search box and no style or script inside',
    async (path) => {
      const { body } = await served.get(path, html);
      expect(body).toContain('<div class="ribbon">');
      expect(body).toContain('<form class="find" role="search"');
      expect(body).toMatch(/<a href="\/search"( aria-current="page")? class="to-search"/);
      expect(body).not.toMatch(/ style="| on[a-z]+="|<script(?! type="module" src)/);
    },
  );

  test('reloads by the address, and says how to stop it', async () => {
    const { body } = await served.get('/clusters?reload=2', html);
    expect(body).toContain('<meta http-equiv="refresh" content="2">');
    expect((await served.get('/clusters?reload=x', html)).status).toBe(200);
  });

  test('the mark of the tab is a file of this server', async () => {
    const icon = await served.get('/favicon.svg');
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });

  test('a list says how to ask the same elsewhere', async () => {
    const { body } = await served.get('/clusters/_all/namespaces/_all/pods?selector=app%3Dx&limit=1', html);
    expect(body).toContain(
      'for c in $(kubectl config get-contexts -o name); do kubectl --context &quot;$c&quot; get pods -A -l app=x; done',
    );
    expect(body).toContain('Show CPU/Memory Usage');
  });
});
