import { ingressBroken } from '../checks/ingress-broken.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { pdbBlocksEviction } from '../checks/pdb-blocks-eviction.check.ts';
import { pdbMissing } from '../checks/pdb-missing.check.ts';
import { singlePointOfFailure } from '../checks/single-point-of-failure.check.ts';
import type { Story } from './story.ts';

/** loveholidays, 2019. */
export const loveholidaysGkeUpgradeShipwreck: Story = {
  id: 'loveholidays-gke-upgrade-shipwreck',
  headline: 'An upgrade drains nodes faster than replicas come back',
  title: 'The shipwreck of GKE Cluster Upgrade',
  organisation: 'loveholidays',
  year: 2019,
  medium: 'blog post',
  url: 'https://deploy.live/blog/the-shipwreck-of-gke-cluster-upgrade/',
  involved: ['gcp', 'gke', 'upgrade', 'node-pool', 'ingress', 'pdb', 'capacity'],
  impact: 'Too few pods stayed available, the ingress was lost, and two hours of maintenance became seven.',
  summary:
    'A cluster two minor versions behind was upgraded from 1.10 to 1.12 one evening. The nodes were drained one after the other, and the pods that moved were not all back when the next node went. Replicas stood together, budgets were missing, and the ingress went too.',
  lesson: 'An upgrade drains at full speed. Budgets, spread and spare capacity have to be right before it begins.',
  checks: [
    { check: pdbMissing },
    { check: singlePointOfFailure },
    { check: pdbBlocksEviction },
    { check: nodeVersionSkew },
    { check: ingressBroken },
  ],
};
