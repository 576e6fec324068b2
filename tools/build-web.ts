/**
 * Bundles what the browser runs into `dist/web`: hashed files, each also compressed, and a list of them.
 * `--if-stale` does nothing when the bundle is newer than its sources.
 */

import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { pageStyles } from '../src/core/reports/page-styles.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist/web');
const manifest = join(out, 'manifest.json');

/** Sources that may end up in the bundle. */
const sources = ['src/apps/web/**/*', 'src/core/**/*.ts', 'tools/build-web.ts', 'package-lock.json'];

function isFresh(): boolean {
  if (!existsSync(manifest)) return false;
  const builtMs = statSync(manifest).mtimeMs;
  return sources.flatMap((pattern) => globSync(pattern, { cwd: root })).every((file) => statSync(join(root, file)).mtimeMs <= builtMs);
}

async function bundle(): Promise<void> {
  await build({
    root: join(root, 'src/apps/web'),
    configFile: false,
    logLevel: 'warn',
    base: '/assets/',
    publicDir: false,
    build: {
      outDir: out,
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: ['es2023', 'chrome120', 'firefox120', 'safari17'],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      assetsDir: '.',
      rollupOptions: { input: join(root, 'src/apps/web/browser/main.ts') },
    },
  });
  writeStylesheet();
  for (const name of readdirSync(out).filter((file) => /\.(js|css|svg)$/.test(file))) {
    const bytes = readFileSync(join(out, name));
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

/** One style sheet for all pages: that of the document, then what only a live page shows. */
function writeStylesheet(): void {
  const text = [pageStyles, readFileSync(join(root, 'src/apps/web/browser/live.css'), 'utf8')].join('\n');
  const name = `page-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.css`;
  writeFileSync(join(out, name), text);
  const entries = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, { isEntry?: boolean; css?: string[] }>;
  for (const entry of Object.values(entries)) if (entry.isEntry === true) entry.css = [name];
  writeFileSync(manifest, JSON.stringify(entries));
}

if (process.argv.includes('--if-stale') && isFresh()) process.exitCode = 0;
else await bundle();
