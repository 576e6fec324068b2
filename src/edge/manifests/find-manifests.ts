import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { UnreadInput } from '../../core/checks/check-report.ts';
import type { ManifestText } from './manifest-document.ts';
import { type Renderers, renderChart, renderKustomization } from './render.ts';

/** What to read. */
export interface FindRequest {
  /** Files, folders, globs, and `-` for standard input. */
  readonly paths: readonly string[];
  readonly renderers: Renderers;
  /** Values files for charts. */
  readonly values: readonly string[];
  /** All of standard input. */
  stdin(): Promise<string>;
}

/** The texts that were found, and what could not be read. */
export interface FoundManifests {
  readonly texts: readonly ManifestText[];
  readonly unread: readonly UnreadInput[];
}

const kustomizationFiles: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);
const manifestFile = /\.(?:ya?ml|json)$/i;
/** Texts beyond this are no manifests, and would not fit into a string. */
const largestBytes = 256 * 1024 * 1024;

/**
 * Reads everything that may hold manifests: files as they are, folders with all below them but hidden ones and node_modules; a folder with a
 * kustomization or a chart is rendered instead.
 */
export async function findManifests(q: FindRequest): Promise<FoundManifests> {
  const search = new Search(q);
  for (const path of q.paths) await search.path(path);
  return { texts: search.texts, unread: search.unread };
}

class Search {
  readonly texts: ManifestText[] = [];
  readonly unread: UnreadInput[] = [];
  readonly #q: FindRequest;
  readonly #seen = new Set<string>();

  constructor(q: FindRequest) {
    this.#q = q;
  }

  async path(path: string): Promise<void> {
    if (path === '-') {
      this.texts.push({ file: '-', text: await this.#q.stdin(), named: true });
      return;
    }
    const facts = attempt(() => statSync(path));
    if (!(facts instanceof Error)) {
      if (facts.isDirectory()) await this.#folder(path);
      else this.#file(path, true);
      return;
    }
    const matches = /[*?[{]/.test(path) ? globSync(path).sort() : [];
    if (matches.length === 0)
      this.unread.push({ file: path, reason: facts.code === 'ENOENT' ? 'there is no such file or folder' : reasonOf(facts) });
    for (const match of matches) await this.path(match);
  }

  async #folder(path: string): Promise<void> {
    const entries = attempt(() => readdirSync(path, { withFileTypes: true }));
    if (entries instanceof Error) {
      this.unread.push({ file: path, reason: reasonOf(entries) });
      return;
    }
    const names = entries.map(({ name }) => name);
    if (names.includes('Chart.yaml')) return this.#take(await renderChart(path, this.#q));
    if (names.some((name) => kustomizationFiles.has(name))) return this.#kustomization(path, names);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const child = join(path, entry.name);
      const isFolder = entry.isSymbolicLink() ? false : entry.isDirectory();
      if (isFolder) await this.#folder(child);
      else if (manifestFile.test(entry.name) && !entry.isDirectory()) this.#file(child, false);
    }
  }

  async #kustomization(path: string, names: readonly string[]): Promise<void> {
    this.#take(await renderKustomization(path, this.#q));
    for (const name of names) if (name === 'overlays' || name === 'base' || name === 'bases') await this.#folder(join(path, name));
  }

  #take(rendered: ManifestText | UnreadInput): void {
    if ('text' in rendered) this.texts.push(rendered);
    else this.unread.push(rendered);
  }

  #file(path: string, named: boolean): void {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    const read = readText(path);
    if (typeof read === 'string') this.texts.push({ file: path, text: read, named });
    else if (named || read.isManifest) this.unread.push({ file: path, reason: read.reason });
  }
}

/** Read at once: thousands of small files take a tenth of the time that promises need for them. */
function readText(path: string): string | { readonly reason: string; readonly isManifest: boolean } {
  try {
    const { size } = statSync(path);
    if (size > largestBytes)
      return { reason: `it has ${Math.round(size / 2 ** 20)} MB; ${largestBytes / 2 ** 20} MB is the most`, isManifest: false };
    const bytes = readFileSync(path);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
    if (bytes.subarray(0, 4096).includes(0)) return { reason: 'it is no text', isManifest: false };
    return bytes.toString('utf8');
  } catch (error) {
    return { reason: reasonOf(error), isManifest: true };
  }
}

function attempt<T>(act: () => T): T | NodeJS.ErrnoException {
  try {
    return act();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ENOENT') return 'it is gone, or a link that leads nowhere';
  return message;
}
