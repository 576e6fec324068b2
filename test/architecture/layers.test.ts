import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rooms } from '../../tools/layers.ts';
import { readSourceFacts, type SourceFacts } from '../../tools/read-imports.ts';

const root = join(import.meta.dirname, '../..');
const sources = globSync('{src,test,tools,bench}/**/*.{ts,tsx}', { cwd: root, exclude: ['**/node_modules/**'] })
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const facts = new Map<string, SourceFacts>(sources.map((file) => [file, readSourceFacts(root, file)]));
const isTest = (file: string): boolean => file.endsWith('.test.ts');
const production = [...facts.values()].filter(({ file }) => file.startsWith('src/') && !isTest(file));

function roomOf(file: string): string | undefined {
  return rooms
    .map(({ path }) => path)
    .filter((path) => file.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Every import of a file that its room may not make, as sentences. */
function trespasses({ file, imports }: SourceFacts): string[] {
  const home = roomOf(file);
  if (home === undefined) return [`${file} stands in no room of tools/layers.ts`];
  const allowed = new Set([home, ...(rooms.find(({ path }) => path === home)?.mayImport ?? [])]);
  return imports.flatMap(({ path, specifier }) => {
    if (path === undefined) return [];
    if (!facts.has(path)) return [`${file} imports ${specifier}, which is no source file`];
    const target = roomOf(path);
    return target !== undefined && allowed.has(target) ? [] : [`${file} may not import ${path}`];
  });
}

/** One cycle through static and type-only imports, as a path, or undefined. */
function findCycle(start: string, done: Set<string>): string[] | undefined {
  const onPath: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (onPath.includes(file)) return [...onPath.slice(onPath.indexOf(file)), file];
    if (done.has(file)) return undefined;
    onPath.push(file);
    for (const { path } of facts.get(file)?.imports ?? []) {
      const cycle = path === undefined ? undefined : visit(path);
      if (cycle) return cycle;
    }
    onPath.pop();
    done.add(file);
    return undefined;
  };
  return visit(start);
}

describe('layers', () => {
  test('imports point downwards only, as tools/layers.ts says', () => {
    expect(production.flatMap(trespasses)).toEqual([]);
  });

  test('the rooms themselves are listed lowest first and form no cycle', () => {
    const seen = new Set<string>();
    for (const { path, mayImport } of rooms) {
      for (const lower of mayImport) if (lower !== path) expect(seen, `${path} may import ${lower}`).toContain(lower);
      seen.add(path);
    }
  });

  test('no import cycles, type-only imports included', () => {
    const done = new Set<string>();
    for (const { file } of production) expect(findCycle(file, done)).toBeUndefined();
  });

  test('core imports nothing from outside but the linear-time patterns and schemas', () => {
    const allowed = new Map([
      ['re2js', 'src/core/query'],
      ['zod', 'src/core/wire'],
    ]);
    const strangers = production
      .filter(({ file }) => file.startsWith('src/core/'))
      .flatMap(({ file, imports }) =>
        imports
          .filter(({ path, specifier }) => path === undefined && !file.startsWith(allowed.get(specifier) ?? '-'))
          .map(({ specifier }) => `${file} imports ${specifier}`),
      );
    expect(strangers).toEqual([]);
  });

  test('core asks neither clock nor chance and awaits nothing', () => {
    const forbidden = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|await |async |new Promise|setTimeout|process\.)/;
    const guilty = production
      .filter(({ file }) => file.startsWith('src/core/'))
      .filter(({ text }) => forbidden.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')))
      .map(({ file }) => file);
    expect(guilty).toEqual([]);
  });
});

describe('habits', () => {
  test('no barrels', () => {
    expect(sources.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([]);
  });

  test('no default exports but in configuration files', () => {
    expect([...facts.values()].filter(({ file, hasDefaultExport }) => hasDefaultExport && !file.endsWith('.config.ts'))).toEqual([]);
  });

  test('no module mocks, no tests that do not run', () => {
    const banned = new RegExp(
      `\\b(vi\\.(do)?[mM]ock|jest\\.mock)\\(|\\b(it|test|describe)\\.(${['skip', 'todo', 'only', 'skipIf', 'runIf'].join('|')})\\b`,
    );
    expect([...facts.values()].filter(({ text }) => banned.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('no note to oneself without an issue number', () => {
    const bare = new RegExp(`\\b(${['TO', 'FIX', 'XX'].map((word, i) => word + ['DO', 'ME', 'X'][i]).join('|')})\\b(?!\\(#\\d+\\))`);
    expect([...facts.values()].filter(({ text }) => bare.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('names say what a thing is', () => {
    const vague = /\bexport (?:abstract )?(?:class|function|const|interface|type) (\w*(?:Manager|Helper|Util|Utils|Misc))\b/g;
    const found = production.flatMap(({ file, text }) => [...text.matchAll(vague)].map((m) => `${file}: ${m[1]}`));
    expect(found).toEqual([]);
  });

  test('every exported function, class, interface, type and constant starts with a TSDoc sentence', () => {
    const bare = production
      .filter(({ file }) => !file.endsWith('.gen.ts'))
      .flatMap(({ file, text }) => {
        const lines = text.split('\n');
        return lines
          .map((line, i) => ({ line, before: lines[i - 1] ?? '' }))
          .filter(({ line }) => /^export (?:abstract |async )?(?:class|function\*?|const|interface|type) \w/.test(line))
          .filter(({ before }) => !/\*\/\s*$/.test(before) && !/^export function/.test(before))
          .map(({ line }) => `${file}: ${line.slice(0, 80)}`);
      });
    expect(bare).toEqual([]);
  });

  test('generated files are fresh', async () => {
    const { staleOutputs } = await import('../../tools/generate.ts');
    expect(staleOutputs()).toEqual([]);
  });

  test('the test command of the README is what CI runs', () => {
    const script = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(script).toContain('npm ci && npm test');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('npm ci && npm test');
  });
});
