import { deletionStuck } from '../checks/deletion-stuck.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import type { Story } from './story.ts';

/** Skyscanner, 2021. */
export const skyscannerCoupleOfCharacters: Story = {
  id: 'skyscanner-couple-of-characters',
  headline: 'A template at the root of all clusters deletes every namespace',
  title: 'How a couple of characters brought down our site',
  organisation: 'Skyscanner',
  year: 2021,
  medium: 'blog post',
  url: 'https://medium.com/@SkyscannerEng/how-a-couple-of-characters-brought-down-our-site-356ccaf1fbc3',
  involved: ['aws', 'gitops', 'argo-cd', 'templating', 'namespace-deletion', 'multi-cluster', 'spot-instances', 'prune'],
  impact: 'Website and apps were down world-wide for about four and a half hours on 25 August 2021.',
  summary:
    'A change of a few characters in a template at the root of the deployment system made it render nothing useful. GitOps did what it is for: in all regions at once it removed the namespaces that were no longer in the rendered state, and with them every service.',
  lesson: 'A template that all clusters share is a release of everything. Render it, show the deletions, and go cell by cell.',
  checks: [{ check: deletionStuck, rules: ['namespace'] }, { check: podPending }],
  notDetectable: {
    what: 'What a GitOps controller will delete is decided outside of the cluster, from a template.',
    ask: 'Does our deployment show the deletions before it makes them, and is there a number above which it stops?',
  },
};
