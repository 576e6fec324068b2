import { describe, expect, test } from 'vitest';
import { checkList } from '../checks/registry.gen.ts';
import { storyList } from './registry.gen.ts';
import { storiesOfCheck, storyById } from './stories-of-check.ts';
import { storyMedia } from './story.ts';
import { untaughtChecks } from './untaught-checks.ts';

const sentences = (text: string): number => text.split(/[.?](?:\s|$)/).filter((part) => part.trim() !== '').length;

describe.each(storyList)('story $id', (story) => {
  test('is complete', () => {
    expect(story.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [story.headline, story.title, story.organisation, story.impact, story.summary, story.lesson])
      expect(text.trim(), story.id).not.toBe('');
    expect(storyMedia).toContain(story.medium);
    expect(story.year).toBeGreaterThanOrEqual(2015);
    expect(story.year).toBeLessThanOrEqual(2026);
    expect(story.involved.length).toBeGreaterThanOrEqual(3);
    expect(new Set(story.involved).size).toBe(story.involved.length);
  });

  test('links to the original over https', () => {
    expect(new URL(story.url).protocol).toBe('https:');
  });

  test('is told in short plain sentences', () => {
    expect(story.headline.length).toBeLessThanOrEqual(100);
    expect(story.headline).not.toMatch(/[.!]$/);
    expect(sentences(story.summary)).toBeGreaterThanOrEqual(2);
    expect(sentences(story.summary)).toBeLessThanOrEqual(6);
    expect([story.impact, story.summary, story.lesson].join(' ')).not.toMatch(/!|—/);
    expect(story.summary).not.toBe(story.impact);
  });

  test('has checks, or says what to ask instead', () => {
    if (story.checks.length === 0) expect(story.notDetectable).toBeDefined();
    if (story.notDetectable !== undefined) expect(story.notDetectable.ask).toMatch(/\?$/);
  });

  test('names rules that its checks have, each check once', () => {
    const ids = story.checks.map(({ check }) => check.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { check, rules } of story.checks) {
      expect(checkList).toContain(check);
      if (rules === undefined) continue;
      expect(rules.length).toBeGreaterThan(0);
      expect(check.rules.map(({ id }) => id)).toEqual(expect.arrayContaining([...rules]));
    }
  });
});

describe('stories together', () => {
  test('have ids and addresses of their own', () => {
    expect(storyList.length).toBeGreaterThanOrEqual(86);
    expect(new Set(storyList.map(({ id }) => id)).size).toBe(storyList.length);
    expect(new Set(storyList.map(({ headline }) => headline)).size).toBe(storyList.length);
    expect(new Set(storyList.map(({ url }) => url)).size).toBe(storyList.length);
  });

  test('teach every check, or it is said why not', () => {
    const untaught = checkList.map(({ id }) => id).filter((id) => storiesOfCheck(id).length === 0 && !untaughtChecks.has(id));
    expect(untaught).toEqual([]);
    for (const id of untaughtChecks.keys()) expect(storiesOfCheck(id)).toEqual([]);
  });

  test('are found by id and by check', () => {
    expect(storyById('reddit-pi-day')?.organisation).toBe('Reddit');
    expect(storyById('no-such-story')).toBeUndefined();
    expect(storiesOfCheck('webhook-blast-radius')[0]?.id).toBe('jetstack-admission-webhook');
    expect(storiesOfCheck('no-such-check')).toEqual([]);
  });
});
