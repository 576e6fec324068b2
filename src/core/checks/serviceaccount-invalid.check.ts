import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { instant } from './container-states.ts';
import { existence } from './inventory.ts';
import { podsOf } from './pods-of.ts';
import type { WorkloadRule } from './rule.ts';
import { readyStatus, runningDeployment } from './running-example.ts';
import { servedDeployment } from './service-example.ts';
import type { Workload } from './workload.ts';

const accounts = 'serviceaccounts';
const minuteMs = 60_000;

const missing: WorkloadRule = {
  id: 'missing',
  title: 'runs as a ServiceAccount that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  latent: true,
  reads: [accounts],
  anchor: 'workload',
  judge: (workload, { inventory }) => {
    const name = accountOf(workload);
    const state = existence(inventory, accounts, { namespace: workload.namespace, name });
    if (typeof state === 'object') return { unknown: state.unreadable };
    // The account `default` is made with the namespace; in manifests nobody writes it.
    if (state === 'present' || name === 'default') return [];
    const known = state === 'absent';
    return [
      {
        locator: `serviceAccountName→ServiceAccount/${name}`,
        message: known
          ? `ServiceAccount ${name} is not there: pods that run lose their access within a minute, and new ones are refused.`
          : `ServiceAccount ${name} is not in the input; unless it exists already, its pods are refused.`,
        path: [...workload.podSpecPath, 'serviceAccountName'],
        causeKey: `ServiceAccount/${workload.namespace}/${name}`,
        ...(known ? {} : { severity: 'info', confidence: 'heuristic' }),
      },
    ];
  },
};

const recreated: WorkloadRule = {
  id: 'recreated',
  title: 'its ServiceAccount was made anew under its pods',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  reads: [accounts, 'pods', 'replicasets.apps', 'jobs.batch'],
  anchor: 'workload',
  judge: (workload, judging) => {
    const account = judging.inventory.get(accounts, workload.namespace, accountOf(workload));
    const madeMs = instant(account?.metadata.creationTimestamp);
    if (madeMs === undefined || mountsNoToken(workload, account)) return [];
    const overMs = madeMs + 60 * minuteMs;
    if (judging.nowMs >= overMs) return [];
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    const older = pods.filter(
      ({ metadata, status }) =>
        status?.phase === 'Running' && madeMs > (instant(metadata.creationTimestamp) ?? Number.POSITIVE_INFINITY) + 5000,
    );
    if (older.length === 0) return [];
    judging.wakeAt(overMs);
    return [
      {
        locator: `serviceAccountName→ServiceAccount/${accountOf(workload)}`,
        message: `ServiceAccount ${accountOf(workload)} is younger than ${older.length} of its pods: their tokens name the one before, and the API server answers Unauthorized until they are restarted.`,
        path: [...workload.podSpecPath, 'serviceAccountName'],
        sinceMs: madeMs,
        causeKey: `ServiceAccount/${workload.namespace}/${accountOf(workload)}`,
        advice: `kubectl rollout restart ${workload.kind.toLowerCase()}/${workload.name} -n ${workload.namespace}`,
      },
    ];
  },
};

function accountOf({ podSpec }: Workload): string {
  return String(podSpec.serviceAccountName);
}

function mountsNoToken({ podSpec }: Workload, account: KubeObject | undefined): boolean {
  return (podSpec.automountServiceAccountToken ?? account?.automountServiceAccountToken) === false;
}

const account = (created: string): string => `---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop, creationTimestamp: "${created}"}
`;

const asWeb = { deployment: { pod: 'serviceAccountName: web' } };

/** Workloads whose identity is gone or no longer theirs. */
export const serviceaccountInvalid: Check = {
  id: 'serviceaccount-invalid',
  title: 'Pods run with an identity that is gone',
  group: 'access',
  explanation:
    'A pod talks to the API server as its ServiceAccount. When that is deleted, its tokens are refused within a minute; when it is made again under the same name, the tokens of ' +
    'pods that run still name the old one. A clean-up of accounts that no template used any more has split the network of a cluster: pods of an older template still used them.',
  fix: 'Create the account and its bindings again, then restart the pods: tokens are bound to the account, not to its name.',
  sources: [
    {
      title: 'Kubernetes: managing service accounts',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
    },
    {
      title: 'Kubernetes: bound service account tokens',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume',
    },
  ],
  replaces: [
    { tool: 'kube-linter', rule: 'non-existent-service-account' },
    { tool: 'popeye', rule: 'POP-307' },
  ],
  rules: [missing, recreated],
  examples: {
    flags: [
      {
        name: 'the account is gone',
        mode: 'live',
        yaml: servedDeployment({ pod: 'serviceAccountName: web' }),
        expect: [{ rule: 'missing', severity: 'critical', locator: 'serviceAccountName→ServiceAccount/web' }],
      },
      {
        name: 'the account is not in the input',
        yaml: servedDeployment({ pod: 'serviceAccountName: web' }),
        expect: [{ rule: 'missing', severity: 'info', locator: 'serviceAccountName→ServiceAccount/web' }],
      },
      {
        name: 'made anew twenty minutes ago, pods are older',
        mode: 'live',
        yaml: runningDeployment([readyStatus], asWeb) + account('2026-11-20T11:40:00Z'),
        expect: [{ rule: 'recreated', severity: 'critical', locator: 'serviceAccountName→ServiceAccount/web' }],
      },
    ],
    passes: [
      {
        name: 'the account is older than the pods',
        mode: 'live',
        yaml: runningDeployment([readyStatus], asWeb) + account('2026-11-01T00:00:00Z'),
      },
    ],
    guards: [
      { name: 'the default account is made with the namespace', mode: 'live', yaml: servedDeployment({}) },
      {
        name: 'pods without a token do not notice',
        mode: 'live',
        yaml:
          runningDeployment([readyStatus], { deployment: { pod: 'serviceAccountName: web\nautomountServiceAccountToken: false' } }) +
          account('2026-11-20T11:40:00Z'),
      },
    ],
  },
};
