import { apiVersionRemoved } from '../checks/api-version-removed.check.ts';
import { bindingDangling } from '../checks/binding-dangling.check.ts';
import { clusterDnsFragile } from '../checks/cluster-dns-fragile.check.ts';
import { clusterDnsMemoryHeadroom } from '../checks/cluster-dns-memory-headroom.check.ts';
import { cpuLimitThrottles } from '../checks/cpu-limit-throttles.check.ts';
import { crashloop } from '../checks/crashloop.check.ts';
import { cronjobOverlap } from '../checks/cronjob-overlap.check.ts';
import { daemonsetRolloutUnsafe } from '../checks/daemonset-rollout-unsafe.check.ts';
import { dnsClientAmplification } from '../checks/dns-client-amplification.check.ts';
import { fieldsSilentlyDropped } from '../checks/fields-silently-dropped.check.ts';
import { jobUnbounded } from '../checks/job-unbounded.check.ts';
import { livenessEqualsReadiness } from '../checks/liveness-equals-readiness.check.ts';
import { livenessTooAggressive } from '../checks/liveness-too-aggressive.check.ts';
import { missingConfigReference } from '../checks/missing-config-reference.check.ts';
import { namespacePodCapMissing } from '../checks/namespace-pod-cap-missing.check.ts';
import { nodeVersionSkew } from '../checks/node-version-skew.check.ts';
import { objectPileup } from '../checks/object-pileup.check.ts';
import { pdbMissing } from '../checks/pdb-missing.check.ts';
import { podPending } from '../checks/pod-pending.check.ts';
import { podStartBlocked } from '../checks/pod-start-blocked.check.ts';
import { probePortMismatch } from '../checks/probe-port-mismatch.check.ts';
import { readinessProbeMissing } from '../checks/readiness-probe-missing.check.ts';
import { rolloutStuck } from '../checks/rollout-stuck.check.ts';
import { serviceWithoutEndpoints } from '../checks/service-without-endpoints.check.ts';
import { serviceaccountInvalid } from '../checks/serviceaccount-invalid.check.ts';
import { shellSwallowsSigterm } from '../checks/shell-swallows-sigterm.check.ts';
import type { Story } from './story.ts';

/** Zalando, 2019. */
export const zalandoWhyILoveFailureStories: Story = {
  id: 'zalando-why-i-love-failure-stories',
  headline: 'Five outages, each made of several harmless conditions',
  title: 'Why I love Kubernetes Failure Stories',
  organisation: 'Zalando',
  year: 2019,
  medium: 'talk',
  url: 'https://k8s.af',
  involved: [
    'aws',
    'coredns',
    'ndots',
    'oomkill',
    'cronjob',
    'api-server',
    'skipper',
    'etcd',
    'flannel',
    'rbac',
    'serviceaccount',
    'credentials',
    'cpu-throttling',
    'upgrade',
  ],
  impact: 'Five outages: ingress errors, a lost API server, a broken cluster upgrade, a network split and failing deployments.',
  summary:
    'The talk walks through five incidents. CoreDNS was killed for memory and took the ingress with it; a CronJob with dropped fields flooded a cluster with pods; an upgrade that worked in the dev channel broke clusters in alpha; an RBAC clean-up deleted a ServiceAccount that old flannel pods still used; and a credentials provider, scaled down to save resources, was throttled until deployments found no Secrets.',
  lesson: 'No single cause and no culprit: each outage needed several conditions, and each of them could be seen before.',
  checks: [
    { check: clusterDnsMemoryHeadroom },
    { check: clusterDnsFragile },
    { check: dnsClientAmplification, rules: ['ndots'] },
    { check: fieldsSilentlyDropped },
    { check: cronjobOverlap },
    { check: jobUnbounded },
    { check: namespacePodCapMissing },
    { check: daemonsetRolloutUnsafe, rules: ['ondelete-stale'] },
    { check: serviceaccountInvalid },
    { check: bindingDangling },
    { check: missingConfigReference },
    { check: cpuLimitThrottles },
    { check: crashloop, rules: ['forgotten'] },
    { check: podPending },
    { check: rolloutStuck },
    { check: podStartBlocked },
    { check: livenessEqualsReadiness },
    { check: livenessTooAggressive },
    { check: readinessProbeMissing },
    { check: probePortMismatch },
    { check: pdbMissing },
    { check: shellSwallowsSigterm },
    { check: objectPileup },
    { check: apiVersionRemoved },
    { check: serviceWithoutEndpoints },
    { check: nodeVersionSkew },
  ],
  notDetectable: {
    what: "What a flag of a component will do after an upgrade is not in the API, and neither is the length of an application's queue.",
    ask: 'Was the migration itself tested, or only the new state? Which queue would tell us first that credentials arrive late?',
  },
};
