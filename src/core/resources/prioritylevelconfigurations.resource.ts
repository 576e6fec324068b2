import type { KubeObject } from '../kube/object.ts';
import { type Content, numberOrNull, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Where the queues of a limited level are described. */
function queuing(level: KubeObject): Content {
  return level.spec?.limited?.limitResponse?.queuing;
}

/** Priority level configurations. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPriorityLevelConfiguration. */
export const priorityLevelConfigurations: ResourceDef = declareResource({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  plural: 'prioritylevelconfigurations',
  kind: 'PriorityLevelConfiguration',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Type', type: 'text', missing: '', value: (level) => textOrNull(level.spec?.type) },
    {
      name: 'NominalConcurrencyShares',
      type: 'number',
      // Versions up to v1beta2 named them otherwise.
      value: (level) => numberOrNull(level.spec?.limited?.nominalConcurrencyShares ?? level.spec?.limited?.assuredConcurrencyShares),
    },
    { name: 'Queues', type: 'number', value: (level) => numberOrNull(queuing(level)?.queues) },
    { name: 'HandSize', type: 'number', value: (level) => numberOrNull(queuing(level)?.handSize) },
    { name: 'QueueLengthLimit', type: 'number', value: (level) => numberOrNull(queuing(level)?.queueLengthLimit) },
    ageColumn,
  ],
});
