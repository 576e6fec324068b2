import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../kit/run-cli.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/recipes.md'), 'utf8');

/** The command lines of the page, taken apart as a shell would. */
const commands = [...page.matchAll(/^```\nhindsight (.*)\n```$/gm)].map(([, line = '']) => ({
  line,
  args: [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
}));

/** The addresses of the page, those with a gap left out. */
const addresses = [...page.matchAll(/`(\/(?:clusters|search)[^`…]*)`/g)].map(([, address = '']) => address);

let small: SmallFleet;
let served: ServedFleet;

beforeAll(async () => {
  small = await startSmallFleet({ clusters: 6, pods: 400 });
  served = await serveSmallFleet(small, { labels: (name) => ({ channel: name.startsWith('beta') ? 'beta' : 'stable' }) });
  await served.ready();
});

afterAll(async () => {
  await served?.close();
  await small?.close();
});

describe('recipes', () => {
  test('there are ten', () => {
    expect(commands).toHaveLength(10);
  });

  test.each(commands)('$line, through a server', async ({ line, args }) => {
    const { code, stdout, stderr } = await runCli([...args, '--server', served.url]);
    // `diff` ends as diff does.
    expect(line.startsWith('diff') ? [0, 1] : [0], stderr).toContain(code);
    expect(`${stdout}${stderr}`).not.toMatch(/error:/);
    expect(`${stdout}${stderr}`.length).toBeGreaterThan(20);
  });

  test.each(commands.filter(({ line }) => !line.includes('--channel')))('$line, directly', async ({ line, args }) => {
    const { code, stderr } = await runCli([...args, '--kubeconfig', small.kubeconfig]);
    expect(line.startsWith('diff') ? [0, 1] : [0], stderr).toContain(code);
  });

  test.each(addresses)('%s', async (address) => {
    for (const accept of ['text/html', 'application/json']) {
      const { status, body } = await served.get(encodeURI(address), { accept });
      expect(status, body.slice(0, 400)).toBe(200);
    }
  });
});
