import type { Check } from './check.ts';
import { isCriticalWorkload } from './critical-workload.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import type { Container, Workload } from './workload.ts';

const noTag = imageRule('no-tag', 'its image has no tag', 'warning', ({ tag, digest, image }) =>
  tag === undefined && digest === undefined
    ? `${image} has no tag, which means latest: each start may run other code, and a roll back changes nothing`
    : undefined,
);

const latest = imageRule('latest', 'its image is latest', 'warning', ({ tag, digest, image }) =>
  tag === 'latest' && digest === undefined ? `${image}: each start may run other code, and a roll back changes nothing` : undefined,
);

const movingTag = imageRule('moving-tag', 'its image has a tag that moves', 'info', ({ tag, digest, image }) =>
  digest === undefined && tag !== undefined && /^(stable|main|master|edge|nightly|dev|develop|current|release|prod|production)$/.test(tag)
    ? `${image}: a tag of this name usually moves, so that pods of one ReplicaSet may run different code`
    : undefined,
);

const frozenRegistry = imageRule('frozen-registry', 'its image comes from a registry that is given up', 'warning', ({ image }) =>
  /^(k8s\.gcr\.io\/|gcr\.io\/google_containers\/)/.test(image)
    ? `${image}: this registry gets no new images and may go; registry.k8s.io has them`
    : undefined,
);

const alwaysPull: WorkloadRule = {
  id: 'always-pull',
  title: 'asks the registry at each start',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: ['horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { relations, setting }) =>
    workload.containers
      .filter(({ spec }) => spec.imagePullPolicy === 'Always' && isFixed(partsOf(String(spec.image ?? ''))))
      .map((container) => ({
        locator: `${container.locator}.imagePullPolicy`,
        message: `Container ${container.name} asks the registry before each start although its tag does not move: when the registry is away, nothing restarts.`,
        path: [...container.path, 'imagePullPolicy'],
        container: container.name,
        patch: [{ op: 'set', path: [...container.path, 'imagePullPolicy'], value: 'IfNotPresent' }],
        ...(relations.replicasOf(workload) > 100 || isCriticalWorkload(workload, setting) ? { severity: 'warning' as const } : {}),
      })),
};

interface ImageParts {
  readonly image: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

function imageRule(id: string, title: string, severity: 'warning' | 'info', why: (parts: ImageParts) => string | undefined): WorkloadRule {
  return {
    id,
    title,
    severity,
    ...(id === 'moving-tag' ? { confidence: 'heuristic' as const } : {}),
    runsOn: ['manifest', 'live'],
    reads: [],
    anchor: 'workload',
    judge: ({ containers, initContainers }: Workload) =>
      [...containers, ...initContainers].flatMap((container: Container) => {
        const image: unknown = container.spec.image;
        const text = typeof image !== 'string' || image === '' || image.includes('$') ? undefined : why(partsOf(image));
        if (text === undefined) return [];
        return [
          {
            locator: `${container.locator}.image`,
            message: `Container ${container.name} runs ${text}.`,
            path: [...container.path, 'image'],
            container: container.name,
          },
        ];
      }),
  };
}

/** Source: distribution reference grammar: a colon after the last slash begins the tag. */
function partsOf(image: string): ImageParts {
  const [name = '', digest] = image.split('@');
  const last = name.slice(name.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return { image, tag: colon === -1 ? undefined : last.slice(colon + 1), digest };
}

function isFixed({ tag, digest }: ImageParts): boolean {
  return digest !== undefined || (tag !== undefined && /^v?\d+\.\d+|^[0-9a-f]{7,40}$|-\d{8,}/.test(tag));
}

const image = (name: string, more = ''): string =>
  servedDeployment({ container: more === '' ? 'env: []' : more }).replace('registry.example.org/web:1.4', name);
const locator = 'containers[name=app].image';

/** Images whose name does not say which code runs. */
export const imageMutable: Check = {
  id: 'image-mutable',
  title: 'The same manifest can start different code',
  group: 'upgrades',
  explanation:
    'A tag that moves makes each start of a pod a deployment that nobody decided. Pods of one service run different code, a roll back brings nothing back, and a restart at night ' +
    'starts what was pushed in the evening.',
  fix: 'image: repo@sha256:… or a tag that is never moved, with imagePullPolicy: IfNotPresent.',
  sources: [{ title: 'Kubernetes: images', url: 'https://kubernetes.io/docs/concepts/containers/images/' }],
  replaces: [
    { tool: 'popeye', rule: 'POP-101' },
    { tool: 'polaris', rule: 'tagNotSpecified' },
    { tool: 'kube-score', rule: 'container-image-tag' },
    { tool: 'kube-linter', rule: 'latest-tag' },
  ],
  rules: [noTag, latest, movingTag, frozenRegistry, alwaysPull],
  examples: {
    flags: [
      { name: 'no tag', yaml: image('registry.example.org:5000/web'), expect: [{ rule: 'no-tag', severity: 'warning', locator }] },
      { name: 'latest', yaml: image('web:latest'), expect: [{ rule: 'latest', severity: 'warning', locator }] },
      { name: 'main', yaml: image('web:main'), expect: [{ rule: 'moving-tag', severity: 'info', locator }] },
      {
        name: 'the old registry of Kubernetes',
        yaml: image('k8s.gcr.io/pause:3.9'),
        expect: [{ rule: 'frozen-registry', severity: 'warning', locator }],
      },
      {
        name: 'Always for a fixed tag',
        yaml: image('web:1.4.2', 'imagePullPolicy: Always'),
        expect: [{ rule: 'always-pull', severity: 'info', locator: 'containers[name=app].imagePullPolicy' }],
      },
    ],
    passes: [
      { name: 'a version', yaml: image('registry.example.org:5000/web:1.4.2') },
      { name: 'a digest', yaml: image('web@sha256:0f8a1c5f3d1d2a8a6f2f0b6c0c6a4f3a7b6d1e2f3a4b5c6d7e8f90123456789a') },
    ],
    guards: [
      {
        name: 'a digest fixes what latest does not',
        yaml: image('web:latest@sha256:0f8a1c5f3d1d2a8a6f2f0b6c0c6a4f3a7b6d1e2f3a4b5c6d7e8f90123456789a'),
      },
    ],
  },
};
