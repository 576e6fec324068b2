import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster, SimWorld } from '../../src/core/sim/sim-cluster.ts';
import { type BothWays, startBothWays } from '../kit/both-ways.ts';
import { runCli } from '../kit/run-cli.ts';

/** What nobody may be made to read raw: terminal commands, what turns the writing direction, and what cannot be seen. */
const unseen = /[^\P{Cc}\n]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const attacks = [
  '\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\',
  '\u009b31m\u0090q\u009c',
  'line1\r\nline2\tx\u0000y',
  'safe\u202egpj.exe\u2066x\u2069\u061cz',
  'pay\u200bments\u2060\ufeff\u00ad\u{e0041}',
  '__proto__',
  'half \ud800 pair',
  '| x | [link](javascript:alert(1)) ![i](http://evil.example/i) <script> @everyone `code` www.evil.example',
] as const;
const all = attacks.join(' ');

/** Built from JSON, so that `__proto__` is a key like any other. */
function hostile(kind: string, name: string, text: string, more: object): KubeObject {
  const json = JSON.stringify(text);
  const labels = `{"__proto__":"polluted","constructor":"x","app":${json}}`;
  const base = JSON.parse(
    `{"apiVersion":"v1","kind":"${kind}","metadata":{"name":${JSON.stringify(name)},"namespace":"hostile","labels":${labels},"annotations":{${json}:${json},"__proto__":${json}},"finalizers":[${json}],
      "ownerReferences":[{"kind":${json},"name":${json},"uid":${json},"apiVersion":${json},"controller":true}]}}`,
  );
  return { ...base, ...more };
}

function hostilePod(name: string, text: string): KubeObject {
  const state = { waiting: { reason: text, message: text } };
  const container = {
    name: text,
    image: text,
    command: [text],
    env: [{ name: text, value: text }],
    ports: [{ name: text, containerPort: text }],
    resources: { requests: { [text]: text } },
  };
  return hostile('Pod', name, text, {
    spec: {
      nodeName: text,
      containers: [container],
      volumes: [{ name: text, [text]: { name: text } }],
      tolerations: [{ key: text, value: text }],
      affinity: { [text]: { [text]: text } },
    },
    status: {
      phase: text,
      reason: text,
      conditions: [{ type: text, status: text, reason: text, message: text, lastTransitionTime: text }, 7, null],
      containerStatuses: [
        { name: text, imageID: text, restartCount: 'x', state, lastState: { terminated: { reason: text, message: text } } },
      ],
    },
  });
}

let fleet: BothWays;
let cluster: SimCluster;
beforeAll(async () => {
  const plant = ({ clusters }: SimWorld): void => {
    cluster = clusters[0] as SimCluster;
    for (const [i, text] of [...attacks, all].entries()) for (const one of clusters) plantIn(one, i, one === cluster ? text : `${text}!`);
  };
  fleet = await startBothWays({ clusters: 2, pods: 20, plant });
}, 30_000);
afterAll(() => fleet.close());

function plantIn(one: SimCluster, i: number, text: string): void {
  const involvedObject = { kind: 'Pod', name: `pod-${i}`, namespace: 'hostile', fieldPath: text };
  const event = { type: text, reason: text, message: text, involvedObject, count: 'x', lastTimestamp: text };
  one.objects.create('pods', hostilePod(`pod-${i}`, text), Date.now());
  one.objects.create('events', hostile('Event', `event-${i}`, text, event), Date.now());
  one.objects.create('configmaps', hostile('ConfigMap', `config-${i}`, text, { data: { [text]: text } }), Date.now());
}

describe('whatever a cluster sends commands no terminal', () => {
  test.each<[string, string[]]>([
    ['describe pods', ['describe', 'pods', '-n', 'hostile', '--filter', 'Name~pod']],
    ['describe as json', ['describe', 'pods', '-n', 'hostile', '--filter', 'Name~pod', '-o', 'json']],
    ['describe config maps', ['describe', 'configmaps', '-n', 'hostile', '--filter', 'Name~config']],
    ['describe events', ['describe', 'events', '-n', 'hostile', '--filter', 'Name~event']],
    ['markdown', ['get', 'pods', '-n', 'hostile', '-o', 'md', '--show-labels']],
    [
      'custom-columns',
      ['get', 'pods', '-n', 'hostile', '-o', 'custom-columns=N:.metadata.labels,I:.spec.containers[*].image,X:.metadata.annotations'],
    ],
    ['custom columns', ['get', 'pods', '-n', 'hostile', '--custom-columns', 'Image=spec.containers[*].image;All=@']],
    ['count-by', ['get', 'pods', '-n', 'hostile', '--count-by', 'Status,label:app']],
    ['events', ['events', '-n', 'hostile']],
    ['events as markdown', ['events', '-n', 'hostile', '-o', 'md']],
    ['top', ['top', 'pods', '-n', 'hostile']],
    ['diff', ['diff', '*', 'pod/pod-8', '-n', 'hostile', '--status']],
    ['diff as json', ['diff', '*', 'pod/pod-2', '-n', 'hostile', '--status', '-o', 'json']],
  ])('%s', async (_, args) => {
    for (const ask of [fleet.directly, fleet.remotely]) {
      const { stdout, stderr, code } = await ask(...args);
      expect(stdout).not.toBe('');
      expect(code, stderr).toBeLessThan(2);
      expect(unseen.exec(stdout.replaceAll('\t', ' ')), args.join(' ')).toBeNull();
      expect(unseen.exec(stderr)).toBeNull();
    }
  });

  test('a template shows values harmless on a terminal, and as they are in a pipe', async () => {
    const args = [
      'get',
      'pod',
      'pod-0',
      '-n',
      'hostile',
      '--clusters',
      cluster.name,
      '-o',
      'jsonpath={.spec.containers[0].image}{"\\n"}',
      '--server',
      fleet.served.url,
    ];
    expect((await runCli(args, { tty: true, env: { NO_COLOR: '1' } })).stdout).toContain('\\x1b[2J');
    expect((await runCli(args)).stdout).toBe(`${attacks[0]}\n`);
  });

  test('Markdown stays one table: no link, image, mention or HTML of a cluster’s making', async () => {
    const { stdout } = await fleet.directly('get', 'pods', '-n', 'hostile', '-o', 'md', '--show-labels', '--context', cluster.name);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    const cells = (line: string): number => line.match(/(?<!\\)\|/g)?.length ?? 0;
    expect(new Set(rows.map(cells)).size).toBe(1);
    expect(stdout).not.toMatch(/[^\\]\]\(|<script|[^\\]`|\s@everyone|https?:\/\/|www\./);
  });

  test('nothing is polluted', () => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
