import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { groupVersionOf } from '../../../core/kube/api-resource.ts';
import type { FleetDirectory } from '../../../core/query/fleet-directory.ts';
import { isGlob } from '../../../core/query/name-patterns.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import type { ResourceDef } from '../../../core/resources/resource.ts';
import type { AnswerFormat } from '../negotiate.ts';
import { isOn } from '../request-format.ts';

/** True for the address of one object of one cluster that is to be a page or a file; rows, whole objects and descriptions are answered elsewhere. */
export function wantsObjectPage(
  query: TableQuery,
  params: URLSearchParams,
  q: { readonly form: AnswerFormat; readonly directory: FleetDirectory; readonly hasName: boolean },
): boolean {
  const { form, directory, hasName } = q;
  const [cluster = ''] = query.clusters;
  const isOne = hasName && query.clusters.length === 1 && query.resources.length === 1 && directory.cluster(cluster) !== undefined;
  if (!isOne || isGlob(query.names[0] ?? '') || (query.namespaces ?? []).some((name) => name === '_all' || isGlob(name))) return false;
  if (params.get('objects') === '0' || isOn(params, 'explain')) return false;
  if (form === 'html') return true;
  if (form === 'json' && params.get('view') === 'commands') return true;
  const isFile = isOn(params, 'clean') || (params.get('api_version') ?? '') !== '' || (params.get('download') ?? '') !== '';
  return (form === 'yaml' || form === 'json') && isFile;
}

/** The version that `api_version` names; undefined where none is given. HindsightError `resource-unknown` for one of another group or no version at all. */
export function namedVersion(params: URLSearchParams, def: ResourceDef): string | undefined {
  const text = params.get('api_version')?.trim() ?? '';
  if (text === '') return undefined;
  const [, group = '', version = ''] = /^(?:([a-z0-9.-]+)\/)?(v[a-z0-9]{1,60})$/.exec(text) ?? [];
  if (version !== '' && group === def.group) return text;
  throw new HindsightError('resource-unknown', `${def.plural} are not served as ${text}`, {
    hint: `Write group/version, for example api_version=${groupVersionOf(def)}.`,
  });
}
