import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothWays, startBothWays, timeless } from '../kit/both-ways.ts';

let fleet: BothWays;
let template: string;
let first: string;
beforeAll(async () => {
  fleet = await startBothWays({ clusters: 4, pods: 160 });
  template = join(fleet.small.folder, 'names.jsonpath');
  writeFileSync(template, '{range .items[*]}{.metadata.name} {end}');
  first = fleet.small.world.clusters[0]?.name as string;
}, 30_000);
afterAll(() => fleet.close());

describe('every flag of get answers the same directly and through --server', () => {
  test.each<[string, string[]]>([
    ['plain', ['pods', '-A']],
    ['wide', ['pods', '-A', '-o', 'wide']],
    ['markdown', ['deploy', '-A', '-o', 'md']],
    ['name', ['pods,deploy', '-A', '-o', 'name']],
    ['tsv', ['nodes', '-o', 'tsv']],
    ['csv without headings', ['nodes', '-o=csv', '--no-headers']],
    ['json', ['nodes', '-o', 'json']],
    ['yaml', ['svc', '-n', 'kube-system', '-o', 'yaml']],
    ['jsonpath', ['pods', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.name}{"\\t"}{.spec.nodeName}{"\\n"}{end}']],
    ['jsonpath-file', ['nodes', '-o', 'jsonpath-file=TEMPLATE']],
    ['custom-columns of kubectl', ['pods', '-A', '-o', 'custom-columns=NAME:.metadata.name,IMAGES:.spec.containers[*].image']],
    ['custom columns', ['pods', '-A', '--custom-columns', 'Image=spec.containers[0].image', '-o', 'tsv']],
    ['the alias of it', ['pods', '-A', '--customcols', 'spec.nodeName', '-o', 'tsv']],
    ['count-by', ['pods', '-A', '--count-by', 'Status,Cluster', '-o', 'tsv']],
    ['count-by as json', ['pods', '-A', '--count-by', 'Status', '-o', 'json']],
    ['join', ['pods', '-A', '--join', 'metrics', '-o', 'name']],
    ['show-labels', ['deploy', '-A', '--show-labels']],
    ['label columns', ['deploy', '-A', '-L', 'application,team', '-o', 'tsv']],
    ['field selector', ['pods', '-A', '--field-selector', 'status.phase!=Running', '-o', 'name']],
    ['selector', ['pods', '-A', '-l', 'application', '-o', 'name']],
    ['filter', ['pods', '-A', '--filter', 'Ready<1', '-o', 'name']],
    ['problems', ['pods', '-A', '--filter', 'problems', '-o', 'name']],
    ['sort and limit', ['pods', '-A', '--sort-by', 'Restarts:desc,Name', '--limit', '7', '-o', 'tsv']],
    ['sort by path', ['pods', '-A', '--sort-by', '.spec.nodeName', '--limit', '9', '-o', 'wide']],
    ['hidden columns', ['pods', '-A', '--hide-columns', 'Age,Status']],
    ['channel', ['nodes', '--channel', 'stable', '-o', 'name']],
    ['clusters with glob and exclusion', ['nodes', '--clusters', '*-prod-*,!FIRST', '-o', 'tsv']],
    ['clusters by label', ['nodes', '--clusters', 'channel=stable', '-o', 'tsv']],
    ['clusters and channel', ['nodes', '--clusters', '*', '--channel', 'stable,dev', '-o', 'tsv']],
    ['resources of both scopes', ['nodes,pods', '-A', '-o', 'name']],
    ['one name', ['deploy', 'coredns', '-n', 'kube-system', '-o', 'name']],
    ['one name as json', ['deploy', 'coredns', '-n', 'kube-system', '--clusters', 'FIRST', '-o', 'json']],
    ['a name that is nowhere', ['pods', 'nowhere', '-A']],
  ])('%s', async (_, words) => {
    const args = words.map((word) => word.replace('TEMPLATE', template).replace('FIRST', first));
    const [direct, remote] = [await fleet.directly('get', ...args), await fleet.remotely('get', ...args)];
    expect(direct.code, direct.stderr).toBe(remote.code);
    expect(timeless(remote.stdout)).toBe(timeless(direct.stdout));
    if (!args.includes('nowhere')) expect(direct.stdout).not.toBe('');
  });

  test('--explain tells on stderr how the answer was found', async () => {
    for (const ask of [fleet.directly, fleet.remotely]) {
      const { stderr, stdout } = await ask('get', 'pods', '-A', '--filter', 'Status=Running', '--explain', '-o', 'name');
      expect(stderr).toMatch(/STEP +ROWS IN/);
      expect(stdout).not.toContain('STEP');
    }
  });
});

describe('outputs', () => {
  test('--show-labels prints LABELS last, as kubectl', async () => {
    const { stdout } = await fleet.directly('get', 'pods', '-A', '--show-labels');
    expect(stdout.split('\n')[0]).toMatch(/AGE +LABELS$/);
  });

  test('-o wide of problems names them', async () => {
    const { stdout } = await fleet.directly('get', 'pods', '-A', '--filter', 'problems', '-o', 'wide');
    expect(stdout.split('\n')[0]).toContain('PROBLEM');
  });

  test('-o md carries its own coverage, and stderr does not repeat it', async () => {
    const { stdout, stderr } = await fleet.directly('get', 'nodes', '-o', 'md');
    expect(stdout).toMatch(/^\| Cluster \| Name \|.*\n\| --- \| --- \|/);
    expect(stdout.trimEnd()).toMatch(/Found \d+ rows .* seconds\.$/);
    expect(stderr).not.toContain('Found');
  });

  test('custom columns name the cluster where several were asked, and only then', async () => {
    expect((await fleet.directly('get', 'nodes', '-o', 'custom-columns=N:.metadata.name')).stdout).toMatch(/^CLUSTER +N\n/);
    expect((await fleet.directly('get', 'nodes', '-o', 'custom-columns=N:.metadata.name', '--context', first)).stdout).toMatch(/^N\n/);
  });

  test('sorting by a path leaves no column behind', async () => {
    const { stdout } = await fleet.directly('get', 'pods', '-A', '--sort-by', '.status.startTime', '-o', 'tsv');
    expect(stdout.split('\n')[0]).toBe('Cluster\tNamespace\tName\tReady\tStatus\tRestarts\tAge');
  });
});

describe('mistakes are told before any cluster is asked', () => {
  test.each<[string[], string]>([
    [['-o', 'jsonpath={.a'], 'brace without its end'],
    [['-o', 'jsonpath'], 'needs a template'],
    [['-o', 'jsonpath-file=/nowhere'], 'cannot be read'],
    [['-o', 'custom-columns=NAME'], 'is no column'],
    [['-o', 'jsn'], 'Did you mean json?'],
    [['--join', 'metrix'], 'Did you mean metrics?'],
    [['--sort-by', '..x'], 'cannot be sorted by'],
    [['-w', '-o', 'json'], 'cannot'],
    [['--count-by', 'Status', '-o', 'jsonpath={.items}'], 'has no objects'],
  ])('%j', async (args, words) => {
    const { code, stderr, stdout } = await fleet.directly('get', 'pods', ...args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  test('words that leave no cluster are a mistake, not an empty answer', async () => {
    for (const ask of [fleet.directly, fleet.remotely]) {
      const { code, stderr } = await ask('get', 'nodes', '--clusters', '*', '--channel', 'nope');
      expect(code).toBe(2);
      expect(stderr).toContain('no cluster is left');
    }
  });

  test('an unknown channel is an unknown cluster', async () => {
    const { code, stderr } = await fleet.directly('get', 'nodes', '--channel', 'nope');
    expect(code).toBe(2);
    expect(stderr).toContain('channel=nope');
  });
});
