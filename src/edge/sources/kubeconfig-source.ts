import { resolve } from 'node:path';
import type { ClusterTarget } from '../client/cluster-target.ts';
import { targetsOfContexts } from '../client/kubeconfig-targets.ts';
import type { PluginShare } from '../client/target-from-context.ts';
import type { ConfigEntry } from '../config/kubeconfig-file.ts';
import { kubeconfigPaths } from '../config/kubeconfig-paths.ts';
import { loadKubeconfig } from '../config/load-kubeconfig.ts';
import type { ClusterSource, SourceReading } from './cluster-source.ts';
import type { ExecGate } from './exec-gate.ts';
import { type FoundKubeconfig, KubeconfigFolder } from './kubeconfig-folder.ts';
import { marksOf, watchFiles } from './watch-files.ts';

/** Which kubeconfigs, and what they may do. */
export interface KubeconfigSourceOptions {
  /** Named by the user; each must be there. Undefined, without folders: $KUBECONFIG, else ~/.kube/config. */
  readonly files: readonly string[] | undefined;
  readonly folders: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: PluginShare;
  readonly gate: ExecGate;
}

/** Clusters of kubeconfig files and of folders of kubeconfigs, in this order. Files that are read again may not bring new exec commands, folders never. */
export function kubeconfigSource(q: KubeconfigSourceOptions): ClusterSource {
  const folders = q.folders.map((folder) => new KubeconfigFolder(resolve(folder)));
  const namesFiles = q.files !== undefined || folders.length === 0;
  const paths = namesFiles ? kubeconfigPaths(q.files, q.env).paths.map((path) => resolve(path)) : [];
  const guarded: PluginShare = { ...q.plugins, refuse: (command) => q.gate.refuse(command) };
  const trusting: PluginShare = { ...q.plugins, refuse: (command) => void q.gate.trust(command) };
  const watched = { files: paths, folders: folders.map(({ path }) => path) };
  let plugins = trusting;
  let marks = '';

  const fromFiles = async (): Promise<readonly ClusterTarget[]> => {
    if (!namesFiles) return [];
    const config = await loadKubeconfig(q.files, q.env);
    return targetsOfContexts(config.contexts.values(), config, plugins);
  };
  const fromFolders = async (notices: string[]): Promise<readonly ClusterTarget[]> => {
    const targets: ClusterTarget[] = [];
    for (const folder of folders) {
      const { found, notices: more } = await folder.read();
      notices.push(...more);
      for (const one of found) targets.push(...(await targetsOfContexts(contextsOf(one), one.config, guarded)));
    }
    return targets;
  };
  return {
    label: ['kubeconfig', ...paths, ...folders.map(({ path }) => `${path}/`)].join(' '),
    async read(): Promise<SourceReading> {
      const notices: string[] = [];
      marks = await marksOf(watched);
      const named = await fromFiles();
      plugins = guarded;
      return { targets: [...named, ...(await fromFolders(notices))], notices };
    },
    watch: (onChange) => watchFiles(watched, { since: marks, onChange }),
  };
}

/** Names that programs write into every file say nothing; the file's own name does. Sources: k3s (`default`), kubeadm. */
const sayNothing = new Set(['default', 'kubernetes-admin@kubernetes', 'local', 'kubernetes']);

function contextsOf({ config, stem }: FoundKubeconfig): readonly ConfigEntry[] {
  const contexts = [...config.contexts.values()];
  return contexts.map((context) => (sayNothing.has(context.name) ? { ...context, name: stem } : context));
}
