import type { Check } from '../checks/check.ts';

/** A public account of something that went wrong on Kubernetes, in our words, with the checks that would have warned. One file per story: `<id>.story.ts`. */
export interface Story {
  /** Stable, kebab-case; its address on pages. */
  readonly id: string;
  /** What it is about, in one line of our words. */
  readonly headline: string;
  /** As the account itself is called. */
  readonly title: string;
  readonly organisation: string;
  /** Of publication. */
  readonly year: number;
  readonly medium: StoryMedium;
  /** Of the original, https. */
  readonly url: string;
  /** Components and circumstances, as tags: `coredns`, `version-skew`. */
  readonly involved: readonly string[];
  /** Who felt it and how, in one sentence. */
  readonly impact: string;
  /** What happened and why, in two to four sentences; nothing that the account does not say. */
  readonly summary: string;
  /** What to do differently, in one or two sentences. */
  readonly lesson: string;
  /** What would have warned, the earliest first. */
  readonly checks: readonly StoryCheck[];
  /** The part that no check can see, and what to ask instead. */
  readonly notDetectable?: Undetectable;
}

/** The forms in which accounts are told. */
export const storyMedia = ['blog post', 'postmortem', 'incident report', 'talk', 'slides'] as const;

/** One form of an account. */
export type StoryMedium = (typeof storyMedia)[number];

/** A check that would have warned; a reference by import, so that a check which goes takes the link with it. */
export interface StoryCheck {
  readonly check: Check;
  /** The rules of it that matter here; all when absent. */
  readonly rules?: readonly string[];
}

/** What the API of a cluster does not tell. */
export interface Undetectable {
  /** What it was and why it cannot be seen. */
  readonly what: string;
  /** The question to put to people or to other systems. */
  readonly ask: string;
}
