import { expect, test } from 'vitest';
import { storyList } from './registry.gen.ts';
import { filteredStories, storyCounts } from './story-filter.ts';

const ids = (filter: Parameters<typeof filteredStories>[1]): readonly string[] => filteredStories(storyList, filter).map(({ id }) => id);

test('no filter lets everything through, the newest first', () => {
  const years = filteredStories(storyList).map(({ year }) => year);
  expect(years.length).toBe(storyList.length);
  expect([...years].sort((a, b) => b - a)).toEqual(years);
});

test('all words must occur, whatever their case and wherever they stand', () => {
  expect(ids({ text: 'CALICO 314' })).toEqual(['reddit-pi-day']);
  expect(ids({ text: 'calico 315' })).toEqual([]);
});

test('component, organisation, year and check narrow together', () => {
  expect(ids({ organisation: 'zalando', year: 2024 })).toEqual(['zalando-metadpata']);
  expect(ids({ component: 'admission-webhook' })).toEqual(['jetstack-admission-webhook']);
  expect(ids({ component: 'webhook-that-nobody-has' })).toEqual([]);
  expect(ids({ check: 'webhook-backend-unavailable' })).toContain('jetstack-admission-webhook');
});

test('counts put the most frequent first and count a story once', () => {
  const counts = storyCounts(storyList, ({ organisation }) => [organisation, organisation]);
  expect(counts[0]?.[0]).toBe('Zalando');
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(storyList.length);
});
