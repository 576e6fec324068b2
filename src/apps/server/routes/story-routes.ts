import type { FastifyInstance } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { storiesText } from '../../../core/reports/stories/stories-text.report.ts';
import { storyFilterFromUrl } from '../../../core/reports/stories/story-address.ts';
import { storyText } from '../../../core/reports/stories/story-text.report.ts';
import { storyList } from '../../../core/stories/registry.gen.ts';
import { storyById } from '../../../core/stories/stories-of-check.ts';
import type { Story } from '../../../core/stories/story.ts';
import { filteredStories } from '../../../core/stories/story-filter.ts';
import { type JudgedFindings, type StoryReach, storyReaches, storyVerdict } from '../../../core/stories/story-verdict.ts';
import { type WireStories, wireStory, wireStoryVerdict } from '../../../core/wire/story-schema.ts';
import { type AnswerFormat, contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

const vary = 'Accept, User-Agent, Cookie, Authorization';
const look = { colour: false, columns: 0 };

/** `/stories` and `/stories/{id}`: what went wrong elsewhere, and could it happen to us; HTML, JSON and text by content negotiation. */
export function storyRoutes(server: FastifyInstance, parts: ServerParts): void {
  server.get('/stories', async (request, reply) => {
    const form = storyForm(requestFormat(request));
    const params = requestParams(request);
    const filter = storyFilterFromUrl(params);
    const stories = filteredStories(storyList, filter);
    reply.type(contentTypes[form]).header('vary', vary).header('cache-control', 'no-cache');
    if (form === 'text') return storiesText(stories, look);
    const judged = parts.judgedFindings?.(request.scope);
    const reaches = judged === undefined ? undefined : storyReaches(stories, judged);
    if (form === 'html')
      return parts.render.storiesPage({ filter, stories, all: storyList, reaches, judged: judgedClusters(judged, reaches), params });
    const answer: WireStories = {
      judged: judged?.judged ?? 0,
      stories: stories.map((story) => ({
        ...wireStory(story),
        clusters: reaches?.get(story.id)?.clusters ?? null,
        worst: reaches?.get(story.id)?.worst ?? null,
      })),
    };
    return harmlessJson(answer);
  });
  server.get<{ Params: { id: string } }>('/stories/:id', async (request, reply) => {
    const form = storyForm(requestFormat(request));
    const story = knownStory(request.params.id);
    const judged = parts.judgedFindings?.(request.scope);
    const verdict = judged === undefined ? undefined : storyVerdict(story, judged);
    reply.type(contentTypes[form]).header('vary', vary).header('cache-control', 'no-cache');
    if (form === 'html') return parts.render.storyPage({ story, verdict, params: requestParams(request) });
    if (form === 'text') return storyText({ story, verdict }, look);
    return harmlessJson({ story: wireStory(story), verdict: verdict === undefined ? null : wireStoryVerdict(verdict) });
  });
}

/** A cluster that is being judged has findings before it counts as judged. */
function judgedClusters(judged: JudgedFindings | undefined, reaches: ReadonlyMap<string, StoryReach> | undefined): number {
  return Math.max(judged?.judged ?? 0, ...[...(reaches?.values() ?? [])].map(({ clusters }) => clusters));
}

/** Stories have no rows to download. */
function storyForm(form: AnswerFormat): 'html' | 'json' | 'text' {
  if (form === 'html' || form === 'json' || form === 'text') return form;
  throw new HindsightError('not-acceptable', `stories are answered as HTML, JSON or text, not as ${form}`);
}

function knownStory(id: string): Story {
  const story = storyById(id);
  if (story !== undefined) return story;
  const [near] = nearest(
    id,
    storyList.map((one) => one.id),
  );
  throw new HindsightError('not-found', `there is no story "${id}"`, {
    hint: near === undefined ? 'All stories stand at /stories.' : `Did you mean /stories/${near}?`,
  });
}
