import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findManifests } from './find-manifests.ts';
import type { RunProgram } from './render.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindsight-find-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function find(paths: readonly string[], run: RunProgram = async () => 'missing', values: readonly string[] = []) {
  const found = await findManifests({
    paths: paths.map((path) => (path === '-' ? path : join(folder, path))),
    renderers: { run },
    values,
    stdin: async () => 'a: 1',
  });
  const short = (file: string): string => file.replace(`${folder}/`, '');
  return {
    texts: found.texts.map(({ file, text, rendered }) => `${short(file)}${rendered === undefined ? '' : ` by ${rendered}`}: ${text}`),
    unread: found.unread.map(({ file, reason, remedy }) => ({ file: short(file), reason, remedy })),
  };
}

test('a folder with all below it, but hidden ones, node_modules and other files', async () => {
  write({ 'k/b.yaml': 'b', 'k/a.yml': 'a', 'k/c/d.json': 'd', 'k/.git/x.yaml': 'x', 'k/node_modules/y.yaml': 'y', 'k/read.md': 'z' });
  expect((await find(['k'])).texts).toEqual(['k/a.yml: a', 'k/b.yaml: b', 'k/c/d.json: d']);
});

test('globs, names of any ending, standard input; nothing twice', async () => {
  write({ 'a.yaml': 'a', 'b.txt': 'b' });
  expect((await find(['*.yaml', 'a.yaml', 'b.txt', '-'])).texts).toEqual(['a.yaml: a', 'b.txt: b', '-: a: 1']);
});

test('what is not there or is no text is told', async () => {
  write({ 'x.yaml': 'a\0b' });
  expect((await find(['none.yaml', '*.nothing', 'x.yaml'])).unread.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    'none.yaml: there is no such file or folder',
    '*.nothing: there is no such file or folder',
    'x.yaml: it is no text',
  ]);
});

test('an overlay is rendered by kustomize, else by kubectl; its parts are not read as they are', async () => {
  write({ 'o/kustomization.yaml': 'resources: [a.yaml]', 'o/a.yaml': 'a' });
  const asked: string[] = [];
  const kubectl: RunProgram = async (program, args) => {
    asked.push([program, ...args.map((arg) => arg.replace(`${folder}/`, ''))].join(' '));
    return program === 'kubectl' ? { stdout: 'rendered' } : 'missing';
  };
  expect((await find(['o'], kubectl)).texts).toEqual(['o by kustomize: rendered']);
  expect(asked).toEqual(['kustomize build o', 'kubectl kustomize o']);
});

test('a chart is rendered with its values', async () => {
  write({ 'c/Chart.yaml': 'name: c', 'c/templates/a.yaml': '{{ x }}' });
  const asked: string[] = [];
  const helm: RunProgram = async (program, args) => {
    asked.push([program, ...args].join(' '));
    return { stdout: 'rendered' };
  };
  expect((await find(['c'], helm, ['v.yaml'])).texts).toEqual(['c by helm: rendered']);
  expect(asked[0]).toContain('--values v.yaml');
});

test('without a renderer, or where it fails, it is said what was not read and what to do', async () => {
  write({ 'o/kustomization.yaml': '', 'c/Chart.yaml': '', 'ok.yaml': 'a' });
  const { texts, unread } = await find(['.']);
  expect(texts).toHaveLength(1);
  expect(unread.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('helm is not here'),
    expect.stringContaining('neither kustomize nor kubectl'),
  ]);
  expect(unread.every(({ remedy }) => remedy?.includes('| hindsight check -'))).toBe(true);
  const failing = await find(['o'], async () => ({ failed: 'no such file' }));
  expect(failing.unread).toMatchObject([{ reason: 'kustomize could not render it: no such file' }]);
});
