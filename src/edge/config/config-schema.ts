import { z } from 'zod';
import { checkSchema } from './check-schema.ts';

const texts = z.array(z.string().min(1));
const oneOrMore = z.union([z.string().min(1), texts]);
const byResource = z.record(z.string(), z.array(z.string()));

const rule = z
  .strictObject({
    context: z.string().min(1).optional().describe('Regular expression in RE2 syntax, searched in the names of the contexts of a cluster.'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how users write it.
    name: z.string().min(1).optional().describe('Name of the cluster; ${group} and $1 stand for groups of the expression.'),
    labels: z.record(z.string(), z.string()).optional().describe('Labels of the cluster by name; values may use groups.'),
    nodeLabels: z
      .record(z.string(), z.string())
      .optional()
      .describe('Labels of the cluster by name, with the label key of its nodes that they are taken from.'),
    registry: z
      .strictObject({
        url: z.string().describe('A registry that answers at /kubernetes-clusters; asked once a minute.'),
        tokenFile: z.string().optional().describe('File with its bearer token.'),
      })
      .optional()
      .describe('A registry that names and labels clusters with the same address, where no expression does.'),
  })
  .refine((one) => one.context !== undefined || (one.name === undefined && one.labels === undefined), {
    message: 'a rule with a name or labels needs a context to match',
  });

const clusters = z.strictObject({
  identity: z
    .enum(['cluster', 'context'])
    .optional()
    .describe('cluster: contexts with the same server and CA are one cluster. context: each is a cluster of its own.'),
  kubeconfig: oneOrMore.optional().describe('Kubeconfig files, merged as kubectl does; each must exist.'),
  kubeconfigDirs: oneOrMore
    .optional()
    .describe('Folders of kubeconfigs; what appears, changes or goes there is taken over without a restart.'),
  contexts: oneOrMore.optional().describe('Only these contexts, by name or glob.'),
  list: z.record(z.string(), z.string()).optional().describe('Clusters by name with the address of their API server.'),
  registry: z
    .strictObject({
      url: z.string().describe('A registry that answers at /kubernetes-clusters; asked once a minute.'),
      tokenFile: z.string().optional().describe('File with its bearer token, also used for the clusters.'),
    })
    .optional()
    .describe('A registry of clusters, in the format of kube-web-view.'),
  tokenFile: z.string().optional().describe('File with a bearer token for the clusters of a list or registry; read again when it changes.'),
  labelSelector: z.string().optional().describe('Only clusters whose labels fit: channel=beta,environment!=test.'),
  allowExec: texts.optional().describe('Commands that kubeconfigs of folders, and changed ones, may run for credentials; * for all.'),
  rules: z.array(rule).optional().describe('Names and labels of clusters, derived from contexts and nodes. Of two rules the first counts.'),
});

const view = z.strictObject({
  labelColumns: byResource.optional().describe('Labels shown as columns where the address names none, by resource.'),
  hiddenColumns: byResource.optional().describe('Columns left out where the address names none, by resource.'),
  customColumns: z
    .record(z.string(), z.record(z.string(), z.string()))
    .optional()
    .describe('Further columns where the address names none: JMESPath by name, by resource.'),
  searchResources: texts.optional().describe('Accepted for kube-web-view; search looks at everything that is synced.'),
  searchOffered: texts.optional().describe('Accepted for kube-web-view; search looks at everything that is synced.'),
  sidebar: byResource.optional().describe('Lists of the menu by heading.'),
  objectLinks: z.string().optional().describe('Links of objects, as kube-web-view writes them; not shown yet.'),
  labelLinks: z.string().optional().describe('Links of labels, as kube-web-view writes them; not shown yet.'),
  theme: z.string().optional().describe('Theme of who has chosen none: system, light, dark, or a theme of kube-web-view.'),
  preferredVersions: z.string().optional().describe('Accepted for kube-web-view; each cluster is read in the version that it prefers.'),
});

/** `hindsight.yaml`. Its JSON Schema is docs/reference/hindsight.schema.json; every key has an example in docs/reference/hindsight.yaml. */
export const configSchema = z.strictObject({
  clusters: clusters.optional().describe('Where clusters come from. The first of list, registry, kubeconfig counts.'),
  namespaces: z
    .strictObject({
      include: texts.optional().describe('Regular expressions; only namespaces that one of them matches from end to end are kept.'),
      exclude: texts
        .optional()
        .describe('Regular expressions; namespaces that one of them matches from end to end are not kept. Wins over include.'),
    })
    .optional()
    .describe('Namespaces whose objects may be seen at all.'),
  serve: z
    .strictObject({
      port: z.int().min(0).max(65_535).optional().describe('Port; 0 takes a free one.'),
      listen: z.string().optional().describe('Address to listen on; beyond loopback only with access.mode proxy.'),
      publicUrl: z.string().optional().describe('Address under which people reach the server through the login proxy.'),
    })
    .optional()
    .describe('Where `hindsight serve` listens.'),
  access: z
    .strictObject({
      mode: z.enum(['local', 'none', 'proxy']).optional().describe('Who may look: docs/guide/access.md.'),
      header: z.string().optional().describe('Header in which the login proxy says who looks.'),
      trustedProxies: texts.optional().describe('Addresses or networks (CIDR) of the login proxy.'),
      proxySecretFile: z.string().optional().describe('File with the secret that the login proxy sends as X-Hindsight-Proxy-Secret.'),
      containerLogs: z.boolean().optional().describe('Whether viewers behind the login proxy may read logs of containers.'),
    })
    .optional()
    .describe('Who may look at what is served.'),
  secrets: z
    .enum(['off', 'metadata'])
    .optional()
    .describe('Whether Secrets are listed, by name, type and keys only. Values are never read.'),
  logLevel: z.enum(['error', 'warn', 'info', 'debug']).optional().describe('What `hindsight serve` writes to its log.'),
  state: z
    .strictObject({
      dir: z.string().optional().describe('Folder for the last known state.'),
      maxMb: z.int().min(16).max(1_000_000).optional().describe('How much of it is kept at most, in MB.'),
      off: z.boolean().optional().describe('Keep nothing on disk.'),
    })
    .optional()
    .describe('The last known state, kept for restarts.'),
  view: view.optional().describe('What lists look like where the address does not say it.'),
  checks: checkSchema.optional().describe('What is checked, and how it counts: docs/guide/check-configuration.md.'),
});

/** The content of `hindsight.yaml`. */
export type ConfigContent = z.infer<typeof configSchema>;
