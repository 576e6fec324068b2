import type { CheckContent } from './check-schema.ts';
import type { NamingRule } from './naming-rule.ts';
import {
  byResourceSetting,
  choiceSetting,
  columnsSetting,
  fileSetting,
  integerSetting,
  listSetting,
  type Setting,
  switchSetting,
  textSetting,
} from './setting.ts';

const laterPages = 'pages do not show it yet';

/**
 * Everything that can be set, beside the questions themselves. Precedence: flag, environment, file, default.
 * Former flags are kube-web-view's (web-view.md A.12); those whose capability does not exist are accepted and answered with a sentence.
 */
export const settings = {
  identity: identitySetting(),
  kubeconfig: listSetting({ key: 'clusters.kubeconfig', flag: 'kubeconfig', formerFlags: ['kubeconfig-path'] }),
  kubeconfigDirs: listSetting({ key: 'clusters.kubeconfigDirs', flag: 'kubeconfig-dir', env: 'HINDSIGHT_KUBECONFIG_DIR' }),
  contexts: listSetting({ key: 'clusters.contexts', flag: 'context', formerFlags: ['kubeconfig-contexts'] }),
  clusterList: listOfClusters(),
  registryUrl: textSetting(
    { key: 'clusters.registry.url', flag: 'cluster-registry-url', env: 'HINDSIGHT_CLUSTER_REGISTRY_URL' },
    undefined,
  ),
  registryTokenFile: textSetting(
    {
      key: 'clusters.registry.tokenFile',
      flag: 'cluster-registry-token-path',
      formerFlags: ['cluster-registry-oauth2-bearer-token-path'],
    },
    undefined,
  ),
  clusterTokenFile: textSetting({ key: 'clusters.tokenFile', flag: 'cluster-auth-token-path' }, undefined),
  labelSelector: textSetting({ key: 'clusters.labelSelector', flag: 'cluster-label-selector' }, ''),
  allowExec: listSetting({ key: 'clusters.allowExec', flag: 'allow-exec' }),
  rules: fileSetting<readonly NamingRule[]>({ key: 'clusters.rules' }, []),

  includeNamespaces: listSetting({ key: 'namespaces.include', flag: 'include-namespaces' }),
  excludeNamespaces: listSetting({ key: 'namespaces.exclude', flag: 'exclude-namespaces' }),

  port: integerSetting({ key: 'serve.port', flag: 'port', env: 'HINDSIGHT_PORT' }, { min: 0, max: 65_535 }, 8080),
  listen: textSetting({ key: 'serve.listen', flag: 'listen' }, '127.0.0.1'),
  publicUrl: textSetting({ key: 'serve.publicUrl', flag: 'public-url' }, undefined),

  auth: choiceSetting({ key: 'access.mode', flag: 'auth' }, ['local', 'none', 'proxy'], 'local'),
  authHeader: textSetting({ key: 'access.header', flag: 'auth-header' }, 'X-Forwarded-User'),
  trustedProxies: listSetting({ key: 'access.trustedProxies', flag: 'trusted-proxies' }),
  proxySecretFile: textSetting({ key: 'access.proxySecretFile', flag: 'proxy-secret-file' }, undefined),
  containerLogs: switchSetting({ key: 'access.containerLogs', flag: 'show-container-logs' }),

  secrets: choiceSetting({ key: 'secrets', flag: 'secrets' }, ['off', 'metadata'], 'off'),
  logLevel: logLevelSetting(),
  stateDir: textSetting({ key: 'state.dir', flag: 'state-dir', env: 'HINDSIGHT_STATE_DIR' }, undefined),
  stateMaxMb: integerSetting({ key: 'state.maxMb', flag: 'state-max-mb' }, { min: 16, max: 1_000_000 }, 1024),
  noState: switchSetting({ key: 'state.off', flag: 'no-state' }),

  checks: fileSetting<CheckContent>({ key: 'checks' }, {}),

  labelColumns: byResourceSetting({ key: 'view.labelColumns', flag: 'default-label-columns' }),
  hiddenColumns: byResourceSetting({ key: 'view.hiddenColumns', flag: 'default-hidden-columns' }),
  customColumns: columnsSetting({ key: 'view.customColumns', flag: 'default-custom-columns' }),
  searchResources: listSetting({
    key: 'view.searchResources',
    flag: 'search-default-resource-types',
    later: 'search looks at everything that is synced',
  }),
  searchOffered: listSetting({
    key: 'view.searchOffered',
    flag: 'search-offered-resource-types',
    later: 'search looks at everything that is synced',
  }),
  sidebar: byResourceSetting({ key: 'view.sidebar', flag: 'sidebar-resource-types' }),
  objectLinks: textSetting({ key: 'view.objectLinks', flag: 'object-links', later: laterPages }, ''),
  labelLinks: textSetting({ key: 'view.labelLinks', flag: 'label-links', later: laterPages }, ''),
  theme: textSetting({ key: 'view.theme', flag: 'default-theme' }, ''),
  preferredVersions: textSetting(
    {
      key: 'view.preferredVersions',
      flag: 'preferred-api-versions',
      later: 'each cluster is read in the version that it prefers; name another in the question: plural.version.group',
    },
    '',
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>;

/** Kube-web-view has a switch `--debug`. */
function logLevelSetting(): Setting<'error' | 'warn' | 'info' | 'debug'> {
  const words = choiceSetting({ key: 'logLevel', flag: 'log-level', formerFlags: ['debug'] }, ['error', 'warn', 'info', 'debug'], 'warn');
  return { ...words, parse: (texts, from) => (from === '--debug' ? 'debug' : words.parse(texts, from)) };
}

/** In the file a word, as a flag a switch. */
function identitySetting(): Setting<'cluster' | 'context'> {
  const { parse, ...rest } = switchSetting({ key: 'clusters.identity', flag: 'contexts-are-clusters' });
  return { ...rest, fallback: 'cluster', parse: (texts, from) => (parse(texts, from) ? 'context' : 'cluster') };
}

/** Kube-web-view's clusters by name and address; on the commands that ask, `--clusters` also names clusters. */
function listOfClusters(): Setting<Readonly<Record<string, string>>> {
  const { parse, ...rest } = byResourceSetting({ key: 'clusters.list', flag: 'clusters' });
  return {
    ...rest,
    fallback: {},
    parse: (texts, from) =>
      Object.fromEntries(
        texts
          .filter((text) => /=\s*https?:\/\//i.test(text))
          .flatMap((text) => Object.entries(parse([text], from)).map(([name, urls]) => [name, urls.join(',')])),
      ),
  };
}
