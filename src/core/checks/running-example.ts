import { servedDeployment } from './service-example.ts';

/** A Deployment `web` with its ReplicaSet and pods that have the given status (YAML flow), for live examples. */
export function runningDeployment(
  statuses: readonly string[],
  q: { readonly deployment?: Parameters<typeof servedDeployment>[0]; readonly namespace?: string; readonly pod?: string } = {},
): string {
  const pods = statuses.map(
    (status, i) => `---
apiVersion: v1
kind: Pod
metadata: {name: web-1-${i}, namespace: shop, uid: p${i}, creationTimestamp: "2026-11-20T10:00:00Z", labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: r1, controller: true}]}
spec: {nodeName: n1, ${q.pod === undefined ? '' : `${q.pod}, `}containers: [{name: app, image: "registry.example.org/web:1.4"}]}
status: ${status}
`,
  );
  const text = `${servedDeployment({ replicas: Math.max(1, statuses.length), ...q.deployment })}---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, uid: r1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true}]}
spec: {replicas: ${statuses.length}}
${pods.join('')}`;
  return q.namespace === undefined ? text : text.replaceAll('namespace: shop', `namespace: ${q.namespace}`);
}

/** The status of a pod that serves. */
export const readyStatus =
  '{phase: Running, conditions: [{type: Ready, status: "True"}], containerStatuses: [{name: app, ready: true, restartCount: 0, state: {running: {}}}]}';
