import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findComponents } from '../../tools/components.ts';
import { runCli } from '../kit/run-cli.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let fleet: SmallFleet;
let context: string;
beforeAll(async () => {
  fleet = await startSmallFleet({ clusters: 2, pods: 120 });
  context = fleet.world.clusters[0]?.name as string;
});
afterAll(() => fleet.close());

/** What the real kubectl prints for the same words. */
async function kubectl(args: readonly string[]): Promise<string> {
  const found = findComponents();
  if ('missing' in found) throw new Error(found.missing);
  const { stdout } = await promisify(execFile)(
    join(found.folder, 'kubectl'),
    ['--kubeconfig', fleet.kubeconfig, '--context', context, ...args],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout;
}

/** Ages move between the two runs. */
const ageless = (text: string): string => text.replaceAll(/\b\d+(?:y|d|h|m|s)(?:\d+(?:d|h|m|s))?\b/g, 'AGE').replaceAll(/ +/g, ' ');

describe('get prints what kubectl prints', () => {
  test.each<[string, string[]]>([
    [
      'jsonpath with ranges',
      [
        'pods',
        '-A',
        '-o=jsonpath={range .items[*]}{.metadata.name}{"\\t"}{.status.podIPs}{"\\t"}{.spec.containers[*].resources}{"\\n"}{end}',
      ],
    ],
    [
      'jsonpath with nested ranges',
      ['pods', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.name}:{range .spec.containers[*]} {.name}={.image}{end}{"\\n"}{end}'],
    ],
    [
      'jsonpath with filters and text',
      ['pods', '-A', '-o', 'jsonpath=not running: {.items[?(@.status.phase!="Running")].metadata.name} of a {.kind}'],
    ],
    [
      'jsonpath over what is missing, booleans, numbers',
      [
        'deploy',
        '-A',
        '-o',
        "jsonpath={.items[*].spec.paused}|{.items[*].spec.replicas}|{.nope}|{.items[0:2].metadata['name','namespace']}",
      ],
    ],
    ['jsonpath of one object', ['deploy', 'coredns', '-n', 'kube-system', '-o', 'jsonpath={.spec.template.spec.containers[0]}']],
    [
      'custom-columns',
      [
        'pods',
        '-A',
        '-o',
        'custom-columns=N:.metadata.name,L:metadata.labels,I:{.spec.containers[*].image},R:.spec.containers[*].resources,X:.nope',
      ],
    ],
    ['custom-columns without headings', ['nodes', '--no-headers', '-o', 'custom-columns=N:.metadata.name,C:.status.capacity.cpu']],
    ['labels last', ['pods', '-A', '--show-labels']],
    ['label columns', ['deploy', '-A', '-L', 'application,team']],
    ['sorted by a path', ['pods', '-A', '-o', 'name', '--sort-by=.metadata.name']],
    ['names', ['pods,deploy', '-A', '-o', 'name']],
    ['field selectors', ['pods', '-A', '--field-selector', 'status.phase!=Running', '-o', 'name']],
  ])('%s', async (_, args) => {
    const { stdout } = await runCli(['get', ...args, '--kubeconfig', fleet.kubeconfig, '--context', context]);
    expect(ageless(stdout)).toBe(ageless(await kubectl(['get', ...args])));
  });
});
