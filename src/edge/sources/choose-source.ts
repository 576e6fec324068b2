import { inClusterTarget } from '../client/in-cluster-target.ts';
import type { PluginShare } from '../client/target-from-context.ts';
import type { EffectiveSettings } from '../config/effective-settings.ts';
import { settings } from '../config/settings.ts';
import type { ClusterSource } from './cluster-source.ts';
import { ExecGate } from './exec-gate.ts';
import { inClusterSource } from './in-cluster-source.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';
import { listedSource } from './listed-source.ts';
import { registrySource } from './registry-source.ts';

/**
 * The source that the settings mean: a list with addresses, else a registry, else kubeconfigs that are named (by flag, file or $KUBECONFIG), else the pod's service
 * account, else ~/.kube/config. Source: kube-web-view's precedence (web-view.md A.12).
 */
export async function chooseSource(
  effective: EffectiveSettings,
  q: { readonly env: Readonly<Record<string, string | undefined>>; readonly plugins: PluginShare },
): Promise<ClusterSource> {
  const list = Object.entries(effective.value(settings.clusterList));
  const tokenFile = effective.value(settings.clusterTokenFile);
  const registryTokenFile = effective.value(settings.registryTokenFile);
  if (list.length > 0) {
    return listedSource(
      list.map(([name, url]) => ({ name, url, labels: {} })),
      tokenFile ?? registryTokenFile,
    );
  }
  const url = effective.value(settings.registryUrl);
  if (url !== undefined) return registrySource({ url, tokenFile: registryTokenFile, clusterTokenFile: tokenFile });
  const files = effective.value(settings.kubeconfig);
  const folders = effective.value(settings.kubeconfigDirs);
  const named = files.length > 0 || folders.length > 0 || (q.env.KUBECONFIG ?? '') !== '' || effective.value(settings.contexts).length > 0;
  if (!named && (await inClusterTarget({ env: q.env })) !== undefined) return inClusterSource(q.env);
  const gate = new ExecGate(effective.value(settings.allowExec));
  return kubeconfigSource({ files: files.length > 0 ? files : undefined, folders, env: q.env, plugins: q.plugins, gate });
}
