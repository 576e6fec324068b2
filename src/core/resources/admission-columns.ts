import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import { fieldsOf, itemsOf, textOf, textOrNull } from './content.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';

/** How many things a list in the spec (or at the top) of an admission object holds. */
export function countColumn(name: string, list: (object: KubeObject) => unknown): ColumnDef {
  return { name, type: 'number', value: (object) => itemsOf(list(object)).length };
}

/** `apps/v1/Deployment`: the kind of a policy's parameters. Source: printers.go printValidatingAdmissionPolicy. */
export const paramKindColumn: ColumnDef = {
  name: 'ParamKind',
  type: 'text',
  missing: '<unset>',
  value(policy) {
    const kind = policy.spec?.paramKind;
    return kind === undefined || kind === null ? null : `${textOf(kind.apiVersion)}/${textOf(kind.kind)}`;
  },
};

/** A LabelSelector as Go prints its struct. Source: k8s.io/apimachinery pkg/apis/meta/v1 generated.pb.go. */
function structText(selector: unknown): string {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  const labels = fieldsOf(matchLabels);
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}: ${textOf(labels[key])},`);
  const expressions = itemsOf(matchExpressions).map((each) => {
    const values = itemsOf(each?.values).map(textOf).join(' ');
    return `LabelSelectorRequirement{Key:${textOf(each?.key)},Operator:${textOf(each?.operator)},Values:[${values}],},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

/** `namespace/name`, with an asterisk where no namespace is given, or the selector. Source: printers.go printValidatingAdmissionPolicyBinding. */
function paramRef(binding: KubeObject): string | null {
  const reference = binding.spec?.paramRef;
  const name = textOf(reference?.name);
  if (name !== '') return `${textOf(reference.namespace) || '*'}/${name}`;
  const selector = reference?.selector;
  return selector === undefined || selector === null ? null : structText(selector);
}

/** The columns of bindings of admission policies. */
export const policyBindingColumns: readonly ColumnDef[] = [
  nameColumn,
  { name: 'PolicyName', type: 'text', missing: '', value: (binding) => textOrNull(binding.spec?.policyName) },
  { name: 'ParamRef', type: 'text', missing: '<unset>', value: paramRef },
  ageColumn,
];
