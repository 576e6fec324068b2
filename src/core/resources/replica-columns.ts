import type { ColumnDef } from './column.ts';
import { numberOf } from './content.ts';

/** Desired, Current and Ready of ReplicaSets and ReplicationControllers. Source: printers.go printReplicaSet. */
export const replicaColumns: readonly ColumnDef[] = [
  { name: 'Desired', type: 'number', value: (object) => numberOf(object.spec?.replicas) },
  { name: 'Current', type: 'number', value: (object) => numberOf(object.status?.replicas) },
  { name: 'Ready', type: 'number', value: (object) => numberOf(object.status?.readyReplicas) },
];
