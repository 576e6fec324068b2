import type { CheckSetting } from './check-setting.ts';
import type { Workload } from './workload.ts';

/** Whether others depend on a workload: platform namespaces, system priority classes, or its owner says so with `hindsight/tier: critical`. */
export function isCriticalWorkload({ namespace, podSpec, object, annotations }: Workload, setting: CheckSetting): boolean {
  const priority = podSpec.priorityClassName;
  return (
    setting.platformNamespaces.has(namespace) ||
    priority === 'system-cluster-critical' ||
    priority === 'system-node-critical' ||
    (object.metadata.annotations?.['hindsight/tier'] ?? annotations['hindsight/tier']) === 'critical'
  );
}
