import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Which kubeconfig files to read, and whether each must be there. */
export interface KubeconfigPaths {
  readonly paths: readonly string[];
  /** `all`: named by a flag. `one`: named by $KUBECONFIG, of which kubectl ignores missing ones. `none`: the default file. */
  readonly required: 'all' | 'one' | 'none';
}

/** Chooses files as kubectl does: flag, else $KUBECONFIG, else ~/.kube/config. Source: k8s.io/client-go tools/clientcmd/loader.go. */
export function kubeconfigPaths(files: readonly string[] | undefined, env: Readonly<Record<string, string | undefined>>): KubeconfigPaths {
  if (files !== undefined && files.length > 0) return { paths: files, required: 'all' };
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (named.length > 0) return { paths: [...new Set(named)], required: 'one' };
  return { paths: [join(env.HOME ?? homedir(), '.kube', 'config')], required: 'none' };
}
