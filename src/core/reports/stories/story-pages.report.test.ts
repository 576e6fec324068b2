import { describe, expect, test } from 'vitest';
import type { Finding } from '../../checks/finding.ts';
import { storyList } from '../../stories/registry.gen.ts';
import { storyById } from '../../stories/stories-of-check.ts';
import type { Story } from '../../stories/story.ts';
import { filteredStories } from '../../stories/story-filter.ts';
import { storyReaches, storyVerdict } from '../../stories/story-verdict.ts';
import { storiesHtml } from './stories-html.report.ts';
import { storiesMarkdown, storiesText } from './stories-text.report.ts';
import { storiesAddress, storyFilterFromUrl } from './story-address.ts';
import { storyHtml } from './story-html.report.ts';
import { storyText } from './story-text.report.ts';

const jetstack = storyById('jetstack-admission-webhook') as Story;
const hostile: Finding = {
  check: 'webhook-blast-radius',
  rule: 'blocks-nodes',
  severity: 'critical',
  confidence: 'certain',
  cluster: 'a&b',
  subject: {
    group: 'admissionregistration.k8s.io',
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    namespace: undefined,
    name: '"><script>alert(1)</script>',
  },
  locator: 'webhooks[name=x]',
  message: 'It stops \u001b[31mnodes <b>from reporting</b>.',
  path: [],
  missing: undefined,
  container: undefined,
  advice: undefined,
  patch: [],
  fingerprints: { instance: 'i', family: 'f', cause: 'c' },
  sinceMs: undefined,
  opensAtMs: undefined,
};
const verdict = storyVerdict(jetstack, { findings: [hostile], judged: 3 });

describe('the page of a story', () => {
  test('counts, and every count opens what it counts', () => {
    const page = storyHtml({ story: jetstack, verdict });
    expect(page).toContain('object has what this outage needed');
    expect(page).toMatch(/href="\/findings\?check=webhook-blast-radius,[^"]*&amp;severity=warning"/);
    expect(page).toContain('&amp;cluster=a%26b"');
    expect(page).toContain('href="/checks/webhook-blast-radius"');
    expect(page).toContain(`href="${jetstack.url}"`);
    expect(page).toContain('1 of 4 conditions');
  });

  test('lets nothing of a cluster become HTML', () => {
    const page = storyHtml({ story: jetstack, verdict });
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<b>from reporting');
    expect(page).not.toContain('\u001b');
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  test('says that nothing was judged, and does not pretend that all is well', () => {
    const page = storyHtml({ story: jetstack, verdict: undefined });
    expect(page).toContain('Findings have not been judged yet');
    expect(page).not.toContain('verdict fine');
    expect(page).not.toContain('nothing found');
  });

  test.each(storyList.map((story) => [story.id, story] as const))('%s has what can be told', (_id, story) => {
    const page = storyHtml({ story, verdict: undefined });
    for (const { check } of story.checks) expect(page).toContain(`/checks/${check.id}"`);
    expect(page.includes('What no check could have seen')).toBe(story.notDetectable !== undefined);
    expect(storyText({ story, verdict: undefined, howToAsk: 'Say where.' }, { colour: false, columns: 80 })).not.toContain('undefined');
  });
});

describe('the page of all stories', () => {
  const page = storiesHtml({
    filter: {},
    stories: filteredStories(storyList),
    all: storyList,
    reaches: storyReaches(storyList, { findings: [hostile], judged: 3 }),
    judged: 3,
    extra: [['theme', 'dark']],
  });

  test('has every story, and the count opens its clusters', () => {
    for (const { id } of storyList) expect(page).toContain(`href="/stories/${id}?theme=dark"`);
    expect(page).toContain('href="/stories/jetstack-admission-webhook?theme=dark#us"');
    expect(page).toContain('no check sees it');
  });

  test('says so when nothing is like what was asked', () => {
    const none = storiesHtml({ filter: { text: '<x>' }, stories: [], all: storyList, reaches: undefined, judged: 0 });
    expect(none).toContain('No story is like that.');
    expect(none).toContain('&lt;x&gt;');
  });

  test('its address says the whole question', () => {
    const filter = { text: 'a b', component: 'dns', organisation: 'NU.nl', year: 2019, check: 'oom-killed' };
    expect(storyFilterFromUrl(new URL(`http://x${storiesAddress(filter)}`).searchParams)).toEqual(filter);
    expect(storyFilterFromUrl(new URLSearchParams('year=x')).year).toBe(0);
  });
});

test('a terminal gets no escape of a cluster, and the nearest cluster first', () => {
  const text = storyText({ story: jetstack, verdict }, { colour: false, columns: 80 });
  expect(text).not.toContain('\u001b');
  expect(text).toContain('a&b (1 of 4)');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(160);
});

test('lists are complete as text and as Markdown', () => {
  for (const { id } of storyList) {
    expect(storiesText(storyList, { colour: false, columns: 80 })).toContain(id);
    expect(storiesMarkdown(storyList)).toContain(`\`${id}\``);
  }
});
