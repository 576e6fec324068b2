import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file that pages load. */
export interface WebAsset {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same compressed, by content coding. */
  readonly compressed: ReadonlyMap<'br' | 'gzip', Buffer>;
  readonly tag: string;
}

/** Everything that pages load, by file name, and what a page begins with. */
export interface WebAssets {
  readonly files: ReadonlyMap<string, WebAsset>;
  readonly scriptUrl: string;
  readonly stylesheetUrl: string | undefined;
}

/** Where the bundle is: beside the built JavaScript, or in `dist` of a source tree. */
const folders = [join(import.meta.dirname, '../../web'), join(import.meta.dirname, '../../../dist/web')];

const types: ReadonlyMap<string, string> = new Map([
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['woff2', 'font/woff2'],
]);

/** Reads the bundle into memory (some 100 KB); undefined when it was not built: pages are complete without it. */
export function loadWebAssets(candidates: readonly string[] = folders): WebAssets | undefined {
  const folder = candidates.find((path) => existsSync(join(path, 'manifest.json')));
  if (folder === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, ManifestEntry>;
  const entry = Object.values(manifest).find(({ isEntry }) => isEntry === true);
  if (entry === undefined) return undefined;
  const files = new Map<string, WebAsset>();
  for (const name of readdirSync(folder)) {
    const type = types.get(name.slice(name.lastIndexOf('.') + 1));
    if (type !== undefined) files.set(name, assetAt(folder, name, type));
  }
  const [sheet] = entry.css ?? [];
  return { files, scriptUrl: `/assets/${entry.file}`, stylesheetUrl: sheet === undefined ? undefined : `/assets/${sheet}` };
}

/** One entry of Vite's manifest. */
interface ManifestEntry {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
}

function assetAt(folder: string, name: string, type: string): WebAsset {
  const bytes = readFileSync(join(folder, name));
  const compressed = new Map<'br' | 'gzip', Buffer>();
  for (const [coding, suffix] of [
    ['br', 'br'],
    ['gzip', 'gz'],
  ] as const) {
    const path = join(folder, `${name}.${suffix}`);
    if (existsSync(path)) compressed.set(coding, readFileSync(path));
  }
  return { type, bytes, compressed, tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
}
