import { type CauseGroup, causeGroups } from '../../checks/cause-groups.ts';
import type { PlacedFinding } from '../../checks/check-report.ts';
import { Markup, markup } from '../markup.ts';
import type { CheckReportRequest } from './check-request.ts';
import { checkSummary, unreadWords } from './check-summary.ts';
import { placeWords, subjectWords } from './finding-words.ts';
import { fixParts } from './fix-parts.ts';

/** One page that needs nothing else: causes in order, folded, with the lines concerned, what to do and where to read more. */
export function checkHtml(q: CheckReportRequest): string {
  const [verdict = '', ...rest] = checkSummary(q);
  const groups = causeGroups(q.report.findings, q.checks);
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${verdict}</title><style>${styles}</style></head>
<body><main><h1>What could happen to us</h1><p class="verdict">${verdict}</p>${rest.map((line) => markup`<p>${line}</p>`)}
${unreadHtml(q)}${groups.map((group) => groupHtml(group, q))}</main><footer>hindsight ${q.version}</footer></body></html>
`;
  return page.text;
}

function unreadHtml({ report }: CheckReportRequest): Markup | undefined {
  if (report.unread.length === 0) return undefined;
  return markup`<section><h2>Not read</h2><ul>${report.unread.map((one) => markup`<li>${unreadWords(one)}</li>`)}</ul></section>`;
}

function groupHtml({ check, rule, severity, findings }: CauseGroup, q: CheckReportRequest): Markup {
  const [first] = findings as readonly [PlacedFinding];
  const story = q.storyOf(check.id);
  const { prose, code } = fixParts(first.advice ?? check.fix);
  return markup`<details class="${severity}"${new Markup(severity === 'info' ? '' : ' open')}><summary><span class="severity">${severity}</span> <b>${check.id}/${rule.id}</b> ${rule.title} <span class="count">${findings.length}</span></summary>
<p>${first.message}</p>${frameHtml(first)}
<ul class="places">${findings.map((one) => markup`<li><code>${placeWords(one)}</code> ${subjectWords(one)}</li>`)}</ul>
<p><b>What to do</b> ${prose}</p>${code === undefined ? undefined : markup`<pre>${code.split('\n').map((line) => markup`${line}\n`)}</pre>`}
<p class="why">${check.explanation}</p>
<ul class="sources">${story === undefined ? undefined : markup`<li><a href="${story.url}">${story.title}</a>, ${story.organisation} ${story.year}</li>`}${check.sources.map(({ title, url }) => markup`<li><a href="${url}">${title}</a></li>`)}</ul></details>
`;
}

function frameHtml({ place }: PlacedFinding): Markup | undefined {
  if (place === undefined) return undefined;
  const lines = place.excerpt.map(({ number, text }) => {
    const shown = number === place.line ? marked(text, place) : markup`${text}`;
    return markup`<span class="number">${String(number).padStart(5)}</span> ${shown}\n`;
  });
  return markup`<pre class="frame">${lines}</pre>`;
}

function marked(text: string, { column, endColumn, line, endLine }: NonNullable<PlacedFinding['place']>): Markup {
  const end = endLine === line ? endColumn - 1 : text.length;
  return markup`${text.slice(0, column - 1)}<mark>${text.slice(column - 1, end)}</mark>${text.slice(end)}`;
}

const styles = new Markup(`
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f23;--quiet:#59636e;--line:#d5dae0;--critical:#a61b29;--warning:#8a4b00;--info:#0b5c8a;--mark:#ffe9a8}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e9ec;--quiet:#9aa5b1;--line:#333b44;--critical:#ff8a8f;--warning:#f0b35e;--info:#7cc4f0;--mark:#5a4a12}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}main,footer{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.3rem}h2{font-size:1rem}.verdict{font-weight:600}footer,.why,.count{color:var(--quiet)}
details{border-top:1px solid var(--line);padding:.6rem 0}summary{cursor:pointer}.severity{display:inline-block;min-width:4.5em;font-weight:600}
.critical .severity{color:var(--critical)}.warning .severity{color:var(--warning)}.info .severity{color:var(--info)}
pre{overflow-x:auto;font:13px/1.45 ui-monospace,monospace}.frame{border-left:3px solid var(--line);padding-left:.6rem}.number{color:var(--quiet)}mark{background:var(--mark);color:inherit}a{color:inherit}
`);
