import type { ClusterId } from '../../fleet/fleet-view.ts';
import { type Markup, markup } from '../markup.ts';
import type { FieldDifference, ObjectDiff } from '../object-diff/object-diff.ts';

/** Clusters that are named with a value before the rest is counted. */
const mostNamed = 6;
const longestValue = 4000;

/** One object over clusters, field by field. `link` leads to the object in a cluster; `silent` are clusters that could not answer, with the reason. */
export function compareHtml(
  diff: ObjectDiff,
  q: { link(cluster: ClusterId): string; readonly silent: readonly { readonly cluster: ClusterId; readonly reason: string }[] },
): Markup {
  const rows = diff.differences.map((difference) => differenceHtml(difference, diff, q.link));
  const missing = diff.missing.length > 0 && markup`<p class="note">Not in ${clustersHtml(diff.missing, q.link)}.</p>`;
  const silent =
    q.silent.length > 0 &&
    markup`<p class="note">Not compared: ${q.silent.map(({ cluster, reason }) => `${cluster} (${reason})`).join(', ')}.</p>`;
  return markup`<section id="compare" aria-labelledby="compare-title"><h2 id="compare-title">${headline(diff)}</h2>${rows.length > 0 && markup`<dl class="diff">${rows}</dl>`}${missing}${silent}<p class="note">Left out: what every API server sets by itself, and the status.</p></section>`;
}

function headline({ clusters, differences }: ObjectDiff): string {
  if (clusters.length < 2) return 'Nothing to compare it with';
  const where = clusters.length === 2 ? `${clusters[0]} and ${clusters[1]}` : `${clusters.length} clusters`;
  if (differences.length === 0) return `The same in ${where}`;
  return `${differences.length} field${differences.length === 1 ? ' differs' : 's differ'} between ${where}`;
}

function differenceHtml({ path, values }: FieldDifference, { clusters }: ObjectDiff, link: (cluster: ClusterId) => string): Markup {
  const sides = values.map(({ value, clusters: where }, i) => {
    const mark = clusters.length === 2 ? (i === 0 ? '−' : '+') : String(where.length);
    return markup`<div class="side ${clusters.length === 2 ? (i === 0 ? 'minus' : 'plus') : 'count'}"><span class="sign">${mark}</span><span class="where">${clustersHtml(where, link)}</span><pre>${valueText(value)}</pre></div>`;
  });
  return markup`<dt>${path}</dt><dd>${sides}</dd>`;
}

function clustersHtml(clusters: readonly ClusterId[], link: (cluster: ClusterId) => string): Markup {
  const named = clusters.slice(0, clusters.length > mostNamed + 1 ? mostNamed : clusters.length);
  const links = named.map((cluster, i) => markup`${i > 0 && ', '}<a href="${link(cluster)}">${cluster}</a>`);
  return markup`${links}${named.length < clusters.length && ` and ${clusters.length - named.length} more`}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value, undefined, 2);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
