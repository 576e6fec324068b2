import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Editors and `kubectl config` write in several steps. */
const settleMs = 200;
/** Network file systems and mounted volumes tell nothing: they are looked at so often. */
const lookEveryMs = 10_000;

/** Files, and folders with everything that lies in them. */
export interface WatchedPaths {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** What the files look like from outside; equal texts mean that nothing was written since. */
export async function marksOf({ files, folders }: WatchedPaths): Promise<string> {
  const inside = await Promise.all(folders.map(entriesOf));
  return (await Promise.all([...files, ...folders, ...inside.flat()].map(markOf))).join('\n');
}

/**
 * Calls when one of the files, or something in one of the folders, looks other than at the last call; files need not exist yet. The answer ends it.
 * `since` is what they looked like when they were read.
 */
export function watchFiles(
  paths: WatchedPaths,
  q: { readonly since: string; readonly lookEveryMs?: number; readonly settleMs?: number; onChange(): void },
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let known = q.since;
  let ended = false;
  const look = async (): Promise<void> => {
    timer = undefined;
    const now = await marksOf(paths);
    if (ended || now === known) return;
    known = now;
    q.onChange();
  };
  const soon = (): void => {
    timer ??= setTimeout(() => void look(), q.settleMs ?? settleMs);
  };
  // Files are replaced rather than written: their folders see it.
  const folders = new Set([...paths.folders, ...paths.files.map((file) => dirname(file))]);
  const watchers = [...folders].flatMap((folder) => watcherOf(folder, soon) ?? []);
  const interval = setInterval(soon, q.lookEveryMs ?? lookEveryMs);
  interval.unref();
  soon();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearInterval(interval);
    for (const watcher of watchers) watcher.close();
  };
}

function watcherOf(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    // The folder went away, or there are too many watches: looking now and then is left.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

async function markOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${path} ${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return `${path} -`;
  }
}
