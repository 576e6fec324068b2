import { z } from 'zod';
import { type Story, storyMedia } from '../stories/story.ts';
import type { StoryFinding, StoryVerdict } from '../stories/story-verdict.ts';

const severitySchema = z.enum(['info', 'warning', 'critical']);

/** Findings that travel with a story; the rest is counted. */
const sentFindings = 200;

/** One finding of a story's checks. */
export const storyFindingSchema = z.object({
  check: z.string(),
  rule: z.string(),
  severity: severitySchema,
  cluster: z.string(),
  group: z.string(),
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().nullable(),
  name: z.string(),
  message: z.string(),
});

/** Could it happen to us; `findings` are the first of `total`, the worst first. */
export const storyVerdictSchema = z.object({
  judged: z.number().int(),
  waiting: z.number().int(),
  clusters: z.array(z.object({ cluster: z.string(), findings: z.number().int(), conditions: z.number().int(), worst: severitySchema })),
  objects: z.number().int(),
  /** By the id of the check. */
  byCheck: z.array(z.object({ check: z.string(), findings: z.number().int() })),
  total: z.number().int(),
  findings: z.array(storyFindingSchema),
});

/** A story as the list has it. */
export const storySchema = z.object({
  id: z.string(),
  headline: z.string(),
  title: z.string(),
  organisation: z.string(),
  year: z.number().int(),
  medium: z.enum(storyMedia),
  url: z.string(),
  involved: z.array(z.string()),
  impact: z.string(),
  summary: z.string(),
  lesson: z.string(),
  /** `rules` null: all of the check. */
  checks: z.array(z.object({ check: z.string(), title: z.string(), rules: z.array(z.string()).nullable() })),
  notDetectable: z.object({ what: z.string(), ask: z.string() }).nullable(),
});

/** The JSON answer of `/stories`; `clusters` null: nothing has been judged yet. */
export const storiesSchema = z.object({
  judged: z.number().int(),
  stories: z.array(storySchema.extend({ clusters: z.number().int().nullable(), worst: severitySchema.nullable() })),
});

/** That answer. */
export type WireStories = z.infer<typeof storiesSchema>;

/** The JSON answer of `/stories/{id}`; `verdict` null: nothing has been judged yet. */
export const storyAnswerSchema = z.object({ story: storySchema, verdict: storyVerdictSchema.nullable() });

/** A story as plain values. */
export function wireStory(story: Story): z.infer<typeof storySchema> {
  return {
    ...story,
    involved: [...story.involved],
    checks: story.checks.map(({ check, rules }) => ({
      check: check.id,
      title: check.title,
      rules: rules === undefined ? null : [...rules],
    })),
    notDetectable: story.notDetectable ?? null,
  };
}

/** A verdict as plain values. */
export function wireStoryVerdict(verdict: StoryVerdict): z.infer<typeof storyVerdictSchema> {
  const { judged, waiting, clusters, objects, byCheck, findings } = verdict;
  return {
    judged,
    waiting,
    clusters: clusters.map((one) => ({ ...one })),
    objects,
    byCheck: [...byCheck].map(([check, count]) => ({ check, findings: count })),
    total: findings.length,
    findings: findings.slice(0, sentFindings).map(wireFinding),
  };
}

/** The verdict that a body tells; `findings` may be fewer than there are. */
export function storyVerdictFromWire(wire: z.infer<typeof storyVerdictSchema>): StoryVerdict {
  const { judged, waiting, clusters, objects, byCheck, findings } = wire;
  return {
    judged,
    waiting,
    clusters,
    objects,
    byCheck: new Map(byCheck.map(({ check, findings: count }) => [check, count])),
    findings: findings.map(({ check, rule, severity, cluster, message, group, apiVersion, kind, namespace, name }) => ({
      check,
      rule,
      severity,
      cluster,
      message,
      subject: { group, apiVersion, kind, namespace: namespace ?? undefined, name },
    })),
  };
}

function wireFinding({ check, rule, severity, cluster, subject, message }: StoryFinding): z.infer<typeof storyFindingSchema> {
  const { group, apiVersion, kind, namespace, name } = subject;
  return { check, rule, severity, cluster, group, apiVersion, kind, namespace: namespace ?? null, name, message };
}
