import { resourceOfObject } from '../../checks/resource-of-object.ts';
import { encodeUrlPart } from '../../query/table-query-url.ts';
import type { Story, StoryCheck } from '../../stories/story.ts';
import { type StoryCluster, type StoryFinding, type StoryVerdict, storySeverity } from '../../stories/story-verdict.ts';
import { nearestSentence, verdictSentence, waitingSentence } from '../../stories/story-verdict-sentence.ts';
import { fixParts } from '../check/fix-parts.ts';
import { objectAddress } from '../detail/object-address.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFootOf, pageHead } from '../page-frame.ts';
import { groupedNumber } from '../window-text.ts';
import { type KeptParams, storiesAddress } from './story-address.ts';

/** What the page of one story is made of. */
export interface StoryPage extends PageLook {
  readonly story: Story;
  /** Undefined: nothing has been judged yet. */
  readonly verdict: StoryVerdict | undefined;
  readonly extra?: KeptParams;
}

const shownClusters = 40;
const shownFindings = 12;
const shownOfRule = 3;
const marks = { critical: '✕', warning: '▲', info: '·' } as const;
const looks = { critical: 'bad', warning: 'warn', info: 'gone' } as const;

/** One story: what happened, could it happen to us, where, what would have warned, what to do, and what nobody could have seen. */
export function storyHtml(page: StoryPage): string {
  const { story } = page;
  const parts = [
    trailHtml(page),
    markup`<h1>${story.headline}</h1><p class="lead">${story.summary}</p><p class="told">${story.impact}</p>${originalHtml(story)}`,
    verdictHtml(page),
    warnedHtml(page),
    evidenceHtml(page),
    markup`<section><h2>What it teaches</h2><p class="text">${story.lesson}</p></section>`,
    fixesHtml(story),
    unseenHtml(story),
  ];
  return `${pageHead({ ...page, title: story.headline, current: '/stories' })}<main id="main" class="story">${markup`${parts}`}${pageFootOf(page)}`;
}

function trailHtml({ story: { organisation, year, involved }, extra }: StoryPage): Markup {
  const tags = involved.map((tag) => markup`<a class="tag" href="${storiesAddress({ component: tag }, extra)}">${tag}</a> `);
  return markup`<nav class="trail" aria-label="Where this stands"><a href="${storiesAddress({}, extra)}">Stories</a> / <a href="${storiesAddress({ organisation }, extra)}">${organisation}</a> / <a href="${storiesAddress({ year }, extra)}">${year}</a> <span class="tags">${tags}</span></nav>`;
}

function originalHtml({ title, url, organisation, year, medium }: Story): Markup {
  return markup`<p class="original">Told by ${organisation}, ${year}, ${medium}: <a class="away" href="${url}" rel="noreferrer">${title}</a></p>`;
}

function verdictHtml({ story, verdict }: StoryPage): Markup {
  const open = verdict !== undefined && verdict.clusters.length > 0;
  const look = open
    ? verdict.findings[0]?.severity === 'critical'
      ? 'hit crit'
      : 'hit'
    : verdict !== undefined && verdict.judged > 0 && story.checks.length > 0
      ? 'fine'
      : 'open';
  const sentence = open ? numbersHtml(story, verdict) : markup`${verdictSentence(story, verdict)}`;
  return markup`<section class="verdict ${look}" id="us"><h2>Could it happen to us?</h2><p>${sentence}</p>${open && clustersHtml(story, verdict)}</section>`;
}

function numbersHtml(story: Story, verdict: StoryVerdict): Markup {
  const { objects, clusters, judged } = verdict;
  return markup`<a class="big" href="${findingsAddress(story.checks)}">${groupedNumber(objects)}</a> object${objects === 1 ? ' has' : 's have'} what this outage needed, in <a class="big" href="#where">${clusters.length}</a> of ${judged} cluster${judged === 1 ? '' : 's'}. ${nearestSentence(story, verdict)}${waitingSentence(verdict)}`;
}

function clustersHtml(story: Story, { clusters }: StoryVerdict): Markup {
  const links = clusters.slice(0, shownClusters).map((one) => clusterHtml(story, one));
  const more = clusters.length - links.length;
  return markup`<ul class="where" id="where" aria-label="Clusters where it could happen">${links}${more > 0 && markup`<li><a href="${findingsAddress(story.checks)}">and ${more} more clusters</a></li>`}</ul>`;
}

function clusterHtml({ checks }: Story, { cluster, conditions, findings, worst }: StoryCluster): Markup {
  const said = `${conditions} of ${checks.length} conditions, ${groupedNumber(findings)} finding${findings === 1 ? '' : 's'}`;
  return markup`<li><a href="${findingsAddress(checks, cluster)}"><i class="${looks[worst]}" aria-hidden="true">${marks[worst]}</i> ${cluster}</a> <small>${said}<span class="unseen">, at worst ${worst}</span></small></li>`;
}

function warnedHtml({ story, verdict }: StoryPage): Markup | undefined {
  if (story.checks.length === 0) return undefined;
  const rows = story.checks.map((one) => checkHtml(one, verdict));
  return markup`<section><h2>Would have warned <small>checks, the earliest first</small></h2><ul class="warned">${rows}</ul></section>`;
}

function checkHtml(one: StoryCheck, verdict: StoryVerdict | undefined): Markup {
  const { check, rules } = one;
  const titles = check.rules.filter(({ id }) => rules === undefined || rules.includes(id)).map(({ title }) => title);
  const what = rules === undefined ? check.title : `${check.title}: ${titles.join('; ')}`;
  const live = check.rules.some(({ id, runsOn }) => (rules === undefined || rules.includes(id)) && runsOn.includes('live'));
  const count = verdict?.byCheck.get(check.id) ?? 0;
  const counted =
    verdict === undefined || verdict.judged === 0
      ? undefined
      : count > 0
        ? markup`<a href="${findingsAddress([one])}">${groupedNumber(count)} finding${count === 1 ? '' : 's'}</a>`
        : markup`${live ? 'nothing found' : 'in manifests only'}`;
  return markup`<li><a class="id" href="/checks/${encodeUrlPart(check.id)}">${check.id}</a><span class="count">${counted}</span><span class="what">${what}</span></li>`;
}

function evidenceHtml({ story, verdict }: StoryPage): Markup | undefined {
  if (verdict === undefined || verdict.findings.length === 0) return undefined;
  const shown = variedFindings(verdict.findings);
  const more = verdict.findings.length - shown.length;
  const rest = more > 0 && markup`<p><a class="away" href="${findingsAddress(story.checks)}">${groupedNumber(more)} more findings</a></p>`;
  return markup`<section><h2>Here <small>the worst first</small></h2><ol class="proofs">${shown.map(proofHtml)}</ol>${rest}</section>`;
}

/** The worst of each rule first: the same sentence twelve times would prove one thing. */
function variedFindings(findings: readonly StoryFinding[]): readonly StoryFinding[] {
  const seen = new Map<string, number>();
  const some = findings.filter(({ check, rule }) => {
    const count = (seen.get(`${check}/${rule}`) ?? 0) + 1;
    seen.set(`${check}/${rule}`, count);
    return count <= shownOfRule;
  });
  return some.slice(0, shownFindings);
}

function proofHtml({ severity, cluster, subject, message, check, rule }: StoryFinding): Markup {
  const name = markup`<span class="kind">${subject.kind}</span> ${subject.name}`;
  const place = subject.namespace === undefined ? cluster : `${cluster} / ${subject.namespace}`;
  return markup`<li><span class="st ${looks[severity]}"><i aria-hidden="true">${marks[severity]}</i>${severity}</span><span class="who"><span class="place">${place}</span> <a class="obj" href="${subjectAddress({ cluster, subject })}">${name}</a></span><span class="says">${message} <a class="id" href="/checks/${encodeUrlPart(check)}">${check}/${rule}</a></span></li>`;
}

/** The page of what a finding is about; of the cluster itself where that is it. */
function subjectAddress({ cluster, subject }: Pick<StoryFinding, 'cluster' | 'subject'>): string {
  if (subject.kind === 'Cluster' && subject.group === '') return `/clusters/${encodeUrlPart(cluster)}`;
  const { apiVersion, kind, namespace, name } = subject;
  const { id } = resourceOfObject({
    apiVersion,
    kind,
    metadata: { name, uid: '', resourceVersion: '', ...(namespace !== undefined && { namespace }) },
  });
  return objectAddress({ cluster, resource: id, namespace, name });
}

function fixesHtml({ checks }: Story): Markup | undefined {
  if (checks.length === 0) return undefined;
  const fixes = checks.map(({ check }, place) => {
    const { prose, code } = fixParts(check.fix);
    return markup`<details${place === 0 && markup` open`}><summary>${check.title}</summary><p class="text">${prose}</p>${code !== undefined && markup`<pre>${code}</pre>`}</details>`;
  });
  return markup`<section class="fixes"><h2>What to do</h2>${fixes}</section>`;
}

function unseenHtml({ notDetectable }: Story): Markup | undefined {
  if (notDetectable === undefined) return undefined;
  return markup`<section><h2>What no check could have seen</h2><p class="text">${notDetectable.what}</p><p class="text"><b>Ask instead:</b> ${notDetectable.ask}</p></section>`;
}

/** The findings of checks, of one cluster or of all. */
function findingsAddress(checks: readonly StoryCheck[], cluster?: string): string {
  const rules = checks.flatMap(({ check, rules: some }) => (some === undefined ? [check.id] : some.map((rule) => `${check.id}/${rule}`)));
  const place = cluster === undefined ? '' : `&cluster=${encodeUrlPart(cluster)}`;
  return `/findings?check=${rules.map(encodeUrlPart).join(',')}&severity=${storySeverity}${place}`;
}
