import type { Story } from './story.ts';

/** Zalando, 2024. */
export const zalandoMetadpata: Story = {
  id: 'zalando-metadpata',
  headline: 'One stray character, and an empty selection means all',
  title: "Tale of 'metadpata': the revenge of the supertools",
  organisation: 'Zalando',
  year: 2024,
  medium: 'blog post',
  url: 'https://engineering.zalando.com/posts/2024/01/tale-of-metadpata-the-revenge-of-the-supertools.html',
  involved: ['aws', 'dns', 'route53', 'automation', 'schema-validation', 'deletion', 'phased-rollout'],
  impact: 'Account automation deleted DNS zones; the shop went offline and most staff were locked out.',
  summary:
    'One stray character had made a key of a configuration unknown, so the automation that manages cloud accounts found nothing where it looked. It took that for the wish to have nothing, and deleted DNS zones, those of production included. The tools of the staff use the same names, so most of them were locked out while they had to repair it.',
  lesson:
    'In powerful automation an empty selection must never mean all. Check the schema, preview deletions, and let things expire before you remove them.',
  checks: [],
  notDetectable: {
    what: 'The automation worked on cloud accounts; in the clusters everything was healthy.',
    ask: 'Which of our tools delete what is missing from a file, and do they stop when it is more than usual?',
  },
};
