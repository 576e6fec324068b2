import type { LiveFinding } from '../../checks/live/live-finding.ts';
import type { ClusterFacts, ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Answer } from '../../query/table.ts';
import { type TableQuery, tableQuery } from '../../query/table-query.ts';
import { encodeUrlPart, tableQueryToUrl } from '../../query/table-query-url.ts';
import { timeOf } from '../../resources/content.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { foundSentence } from '../coverage-line.ts';
import type { DescribedSection, Description, ObjectName } from '../describe/description.ts';
import { html } from '../html-text.ts';
import { Markup, markup } from '../markup.ts';
import type { ObjectDiff } from '../object-diff/object-diff.ts';
import { type PageLook, pageFootOf, pageHead } from '../page-frame.ts';
import { joined } from '../row-text.ts';
import { tableHtmlPieces } from '../table-html.ts';
import { commandDetails, commandsHtml } from './commands-html.ts';
import { compareHtml } from './compare-html.ts';
import { annotationsHtml, labelsHtml } from './labels-html.ts';
import { listAddress, objectAddress } from './object-address.ts';
import { objectFindingsHtml } from './object-findings-html.ts';
import { problemsHtml, sectionHtml } from './section-html.ts';
import { timelineHtml } from './timeline-html.ts';
import { ageHtml, statusHtml, type ValueWriting } from './value-html.ts';
import { type YamlPage, yamlHtml } from './yaml-html.ts';

/** Everything that the page of one object shows. */
export interface ObjectPage {
  readonly cluster: ClusterFacts;
  readonly resource: ResourceDef;
  /** With kind and apiVersion. */
  readonly object: KubeObject;
  readonly description: Description;
  /** `uses` and `used-by`, where there is something to say. */
  readonly relations: readonly DescribedSection[];
  /** Its pods as a list that is sorted and kept live as any other; absent where it has none or they are not found by a selector. */
  readonly pods?: { readonly answer: Answer; readonly query: TableQuery; readonly cursor: string } | undefined;
  readonly view: 'default' | 'yaml' | 'compare';
  /** For the view `yaml`. */
  readonly yaml?: Pick<YamlPage, 'object' | 'read'>;
  /** For the view `compare`. */
  readonly diff?: { readonly diff: ObjectDiff; readonly silent: readonly { readonly cluster: ClusterId; readonly reason: string }[] };
  /** What checks say of it. */
  readonly findings: readonly LiveFinding[];
  /** What a reader should know: a version that was asked for, what could not be read. */
  readonly notices: readonly string[];
  /** True where container logs may be read here. */
  readonly showsLogs: boolean;
  /** `https://host` as the reader's browser has it, for curl. */
  readonly origin: string;
  /** Parameters that links keep: theme, reload, api_version. */
  readonly extra: readonly (readonly [string, string])[];
  /** The resource behind a kind that is no built-in. */
  resourceOf(name: ObjectName): ResourceId | undefined;
}

/** What pods are read by, so that their logs are one. Source: kube-web-view's tab, and what we can follow beyond it. */
const withLogs: ReadonlySet<ResourceId> = new Set([
  'pods',
  'deployments.apps',
  'replicasets.apps',
  'daemonsets.apps',
  'statefulsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'services',
]);

/** The page of one object: complete without JavaScript, for a desk and a phone. */
export function objectHtml(page: ObjectPage, look: PageLook = {}): string {
  const { object, resource, cluster } = page;
  const { namespace, name } = object.metadata;
  const place = namespace === undefined || !resource.namespaced ? '' : ` in ${namespace}`;
  const title = `${name} (${resource.kind}${place}), ${cluster.id}`;
  const body = { default: overviewHtml, yaml: yamlView, compare: compareView }[page.view](page);
  return `${pageHead({ title, ...look, place: { clusters: cluster.id, ...(namespace !== undefined && resource.namespaced && { namespaces: namespace }) } })}${mainOpen(page)}${headHtml(page).text}${body.text}${pageFootOf(look)}`;
}

/** Nodes write their heartbeat, images and times all the time: what of them is news. */
const restful = 'to_string([spec, metadata.labels, status.conditions[].[type, status, reason]])';

/** What the browser follows: the object's own row by its version, and the list of its pods. */
function mainOpen({ cluster, resource, object, description, pods }: ObjectPage): string {
  const { namespace, name, resourceVersion } = object.metadata;
  const isRestless = resource.id === 'nodes';
  const own = tableQuery({
    clusters: [cluster.id],
    namespaces: resource.namespaced ? [namespace ?? ''] : undefined,
    resources: [resource.id],
    names: [name],
    customColumns: [{ name: 'Version', expression: isRestless ? restful : 'metadata.resourceVersion' }],
  });
  const live =
    pods === undefined
      ? ''
      : ` data-question="${html(tableQueryToUrl(pods.query))}" data-live="${html(tableQueryToUrl(pods.query))}" data-cursor="${html(pods.cursor)}"`;
  return `<main id="main" class="detail" data-object="${html(tableQueryToUrl(own))}" data-version="${html(isRestless ? '' : (resourceVersion ?? ''))}" data-now="${description.nowMs}"${live}>`;
}

function placeOf({ cluster, resource, object }: ObjectPage): {
  cluster: ClusterId;
  resource: ResourceId;
  namespace?: string;
  name: string;
} {
  const { namespace, name } = object.metadata;
  return { cluster: cluster.id, resource: resource.id, name, ...(namespace === undefined ? {} : { namespace }) };
}

function writingOf({ cluster, description, resourceOf }: ObjectPage): ValueWriting {
  return { cluster: cluster.id, nowMs: description.nowMs, resourceOf };
}

function headHtml(page: ObjectPage): Markup {
  const { object, resource, cluster, description, notices } = page;
  const { namespace, name, resourceVersion } = object.metadata;
  const place = placeOf(page);
  const list = listAddress(place);
  const where =
    resource.namespaced &&
    namespace !== undefined &&
    markup`, <a class="tok" href="${objectAddress({ cluster: cluster.id, resource: 'namespaces', name: namespace })}">namespace ${namespace}</a>`;
  const born = timeOf(object.metadata.creationTimestamp);
  const stale = description.stale !== '' && markup` <span class="w">${description.stale}</span>`;
  const created = born !== null && markup`created ${ageHtml(born, description.nowMs)} ago, `;
  return markup`<h1 class="q"><a class="tok" href="${list}">${resource.kind}</a> <b class="name">${name}</b> in <a class="tok" href="/clusters/${encodeUrlPart(cluster.id)}">${cluster.id}</a>${where}${stateHtml(page)}</h1><p class="meta">${created}version ${resourceVersion ?? 'unknown'}, ${object.apiVersion ?? ''}${stale}</p>${notices.length > 0 && markup`<ul class="notices">${notices.map((notice) => markup`<li>${notice}</li>`)}</ul>`}${tabsHtml(page)}`;
}

/** `: ✕ CrashLoopBackOff for 3h and 2 more`: what is wrong, else the status, else what Ready says. */
function stateHtml({ description, object }: ObjectPage): Markup {
  const problems = description.sections.find(({ id }) => id === 'problems');
  if (problems?.form === 'items' && problems.items[0] !== undefined) {
    const [first, ...more] = problems.items;
    const since = first.fields.find(({ name }) => name === 'Since')?.values[0];
    const time =
      since?.type === 'time' && markup` for ${since.atLeast === true ? 'at least ' : ''}${ageHtml(since.atMs, description.nowMs)}`;
    return markup`: ${statusHtml(first.name, first.level ?? 'bad')}${time}${more.length > 0 && ` and ${more.length} more`}`;
  }
  const gone = timeOf(object.metadata.deletionTimestamp);
  if (gone !== null) return markup`: ${statusHtml('going away', 'warn')} for ${ageHtml(gone, description.nowMs)}`;
  const summary = description.sections.find(({ id }) => id === 'summary');
  const fields = summary?.form === 'fields' ? summary.fields : [];
  const status = fields.find(({ name }) => name === 'Status')?.values[0];
  if (status?.type === 'text') return markup`: ${status.level === undefined ? status.text : statusHtml(status.text, status.level)}`;
  const ready = fields.find(({ name }) => name === 'Ready')?.values[0];
  return ready?.type === 'text' ? markup`: ${ready.text} ready` : markup``;
}

/** The address of the page with other parameters; what links keep is kept. */
function addressOf(page: ObjectPage, params: Readonly<Record<string, string>> = {}): string {
  const all = [...Object.entries(params), ...page.extra];
  const query = all.map(([name, value]) => `${encodeUrlPart(name)}=${encodeUrlPart(value)}`).join('&');
  return `${objectAddress(placeOf(page))}${query === '' ? '' : `?${query}`}`;
}

function tabsHtml(page: ObjectPage): Markup {
  const { resource, view, showsLogs } = page;
  const tab = (id: string, title: string, href: string, key: string): Markup =>
    markup`<a href="${href}" data-tab="${id}"${view === id && markup` aria-current="page"`}>${title}${key !== '' && markup` <kbd>${key}</kbd>`}</a>`;
  const plain = `${objectAddress(placeOf(page))}/logs`;
  return markup`<nav class="tabs" aria-label="Views of this object">${tab('default', 'Overview', addressOf(page), '')}${tab('yaml', 'YAML', addressOf(page, { view: 'yaml' }), 'y')}${withLogs.has(resource.id) && (showsLogs ? tab('logs', 'Logs', plain, 'l') : markup`<span class="off" title="Container logs are switched off here">Logs</span>`)}${tab('compare', 'Other clusters', addressOf(page, { compare: '_all' }), '')}<span class="sp"></span><a href="${addressOf(page, { download: 'yaml' })}">Download YAML</a><a href="${addressOf(page, { download: 'yaml', clean: '1' })}">clean</a><a href="${addressOf(page, { download: 'json' })}">JSON</a></nav>`;
}

/** In the order in which a person at night asks; the rest stands beside it. */
const mainSections: readonly string[] = ['details', 'containers', 'owned', 'content', 'volumes', 'scheduling'];

function overviewHtml(page: ObjectPage): Markup {
  const { description, object, relations } = page;
  const writing = writingOf(page);
  const byId = new Map(description.sections.map((section) => [section.id, section]));
  const section = (id: string): Markup | undefined => {
    const found = byId.get(id);
    return found === undefined ? undefined : sectionHtml(found, writing);
  };
  const pods = page.pods === undefined ? section('pods') : podsHtml(page, page.pods);
  const main = [
    objectFindingsHtml(page.findings, description.nowMs),
    pods,
    timelineHtml(object, description.nowMs),
    ...mainSections.map(section),
    section('events'),
  ];
  const beside = [
    summaryHtml(byId.get('summary'), writing),
    ...relations.map((one) => sectionHtml(one, writing)),
    labelsHtml(object, placeOf(page)),
    annotationsHtml(object),
  ];
  const problems = byId.get('problems');
  return markup`${problems !== undefined && problemsHtml(problems, writing)}<div class="object"><div class="about">${main}</div><aside aria-label="More about it">${beside}${namespaceLinks(page)}${commandsHtml(commandSubject(page))}</aside></div>`;
}

/** Labels and annotations have sections of their own here. */
function summaryHtml(section: DescribedSection | undefined, writing: ValueWriting): Markup | undefined {
  if (section?.form !== 'fields') return undefined;
  const fields = section.fields.filter(({ name }) => name !== 'Labels' && name !== 'Annotations' && name !== 'Created');
  return fields.length === 0 ? undefined : sectionHtml({ ...section, fields }, writing);
}

function namespaceLinks({ resource, object, cluster }: ObjectPage): Markup | undefined {
  if (resource.id !== 'namespaces') return undefined;
  const base = `/clusters/${encodeUrlPart(cluster.id)}/namespaces/${encodeUrlPart(object.metadata.name)}`;
  return markup`<p><a class="obj" href="${base}/all">Show all objects in this namespace</a><br><a class="obj" href="${base}/_resource-types">Show the resource types in this namespace</a></p>`;
}

function commandSubject(page: ObjectPage): Parameters<typeof commandsHtml>[0] {
  const { cluster, object, origin } = page;
  return {
    ...placeOf(page),
    context: cluster.identity?.context,
    ...commandDetails(object),
    url: `${origin}${objectAddress(placeOf(page))}`,
  };
}

function podsHtml(page: ObjectPage, { answer, query }: NonNullable<ObjectPage['pods']>): Markup {
  const [table] = answer.tables;
  if (table === undefined) return markup``;
  const list = tableQueryToUrl({ ...query, limit: undefined });
  const link = (change: Partial<TableQuery>): string => {
    const keys = Object.keys(change);
    const sort = change.sort?.[0];
    // A heading sorts the table where it stands; everything else leads to the list.
    if (sort === undefined || keys.some((key) => key !== 'sort' && key !== 'offset'))
      return tableQueryToUrl({ ...query, limit: undefined, ...change });
    return `${addressOf(page, { sort: `${sort.column}${sort.descending ? ':desc' : ''}` })}#pods`;
  };
  const rows = new Markup(joined(tableHtmlPieces({ table, query, answer, link })));
  const more = table.total > table.rows.length && markup` <a href="${list}">Show all ${table.total}</a>`;
  return markup`<section id="pods" aria-labelledby="pods-title"><h2 id="pods-title"><a href="${list}">Pods</a> <small>${table.total}</small></h2>${rows}<p class="found" role="status"><strong>${foundSentence(answer, 0)}</strong>${more}</p></section>`;
}

function yamlView(page: ObjectPage): Markup {
  const { yaml, description } = page;
  return yaml === undefined ? markup`` : yamlHtml({ ...yaml, nowMs: description.nowMs });
}

function compareView(page: ObjectPage): Markup {
  const { diff } = page;
  if (diff === undefined) return markup``;
  const link = (cluster: ClusterId): string => objectAddress({ ...placeOf(page), cluster });
  return compareHtml(diff.diff, { link, silent: diff.silent });
}

/** True for an object whose pods are found by a selector or a field: the question that lists them. Source: kube-web-view's pods table, matchExpressions too. */
export function podsQueryOf(
  place: { readonly cluster: ClusterId; readonly resource: ResourceId },
  object: KubeObject,
  selector: string | undefined,
): TableQuery | undefined {
  const { namespace, name } = object.metadata;
  if (place.resource === 'nodes')
    return tableQuery({
      clusters: [place.cluster],
      namespaces: ['_all'],
      resources: ['pods'],
      fieldSelector: `spec.nodeName=${name}`,
      hiddenColumns: seldom,
    });
  if (namespace === undefined || selector === undefined || !selectsPods.has(place.resource)) return undefined;
  return tableQuery({ clusters: [place.cluster], namespaces: [namespace], resources: ['pods'], selector, hiddenColumns: seldom });
}

/** Columns that say something once in a year. */
const seldom: readonly string[] = ['Nominated Node', 'Readiness Gates'];

const selectsPods: ReadonlySet<ResourceId> = new Set([
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicationcontrollers',
  'jobs.batch',
  'services',
  'poddisruptionbudgets.policy',
  'networkpolicies.networking.k8s.io',
]);
