import type { Story } from './story.ts';

/** Spotify, 2019. */
export const spotifyDeletedClusters: Story = {
  id: 'spotify-deleted-clusters',
  headline: 'Clusters are deleted by mistake, and nobody hears it',
  title: 'How Spotify Accidentally Deleted All its Kube Clusters with No User Impact',
  organisation: 'Spotify',
  year: 2019,
  medium: 'talk',
  url: 'https://www.youtube.com/watch?v=ix0Tw8uinWs',
  involved: ['gcp', 'gke', 'cluster-deletion', 'terraform', 'multi-cluster', 'permissions', 'manual-operation', 'disaster-recovery'],
  impact: 'Regional clusters were deleted more than once; listeners noticed nothing because traffic fell back to other backends.',
  summary:
    'A production cluster was deleted by hand in the belief that it was a test cluster, and creating it again took hours. While the clusters were being described in Terraform to make that easier, mistakes in its state deleted more of them. Services ran in several places and had not fully moved yet, so users noticed nothing.',
  lesson:
    'Assume that a whole cluster can go: run in several, rehearse the re-creation, and let only a reviewed plan delete infrastructure.',
  checks: [],
  notDetectable: {
    what: 'Who may delete a whole cluster is a right in the cloud, not in the cluster.',
    ask: 'How long does it take us to create a cluster again, and when did we last do it? Who can delete one without a second pair of eyes?',
  },
};
