import { listPath } from '../../../src/core/kube/api-resource.ts';
import { resourceDefFromCrd } from '../../../src/core/resources/custom-resource.ts';
import type { ResourceDef } from '../../../src/core/resources/resource.ts';
import type { RealApiServer } from '../../kit/real-api-server.ts';
import { eventually } from '../case-context.ts';
import type { Any } from '../contract-server.ts';
import { ago } from './parity-object.ts';

const column = (name: string, type: string, jsonPath: string, more: Any = {}): Any => ({ name, type, jsonPath, ...more });

/** Printer columns of every type, over values that fit and values that do not. */
const columns: readonly Any[] = [
  column('Text', 'string', '.spec.text', { description: 'A text' }),
  column('Count', 'integer', '.spec.count'),
  column('Share', 'number', '.spec.share'),
  column('Flag', 'boolean', '.spec.flag'),
  column('When', 'date', '.spec.when'),
  column('Nested', 'string', '.spec.deep.er.still'),
  column('First', 'string', '.spec.list[0].name'),
  column('All', 'string', '.spec.list[*].name'),
  column('Raw List', 'string', '.spec.list'),
  column('Raw Map', 'string', '.spec.deep', { priority: 1 }),
  column('Ready', 'string', '.status.conditions[?(@.type=="Ready")].status'),
  column('Reason', 'string', '.status.conditions[?(@.type=="Ready")].reason', { priority: 1 }),
  column('Label', 'string', '.metadata.labels.team'),
  column('Dotted', 'string', '.metadata.annotations.example\\.org/owner'),
  column('Number As Text', 'string', '.spec.count'),
  column('Share As Text', 'string', '.spec.share'),
  column('Flag As Text', 'string', '.spec.flag'),
  column('Text As Number', 'integer', '.spec.text'),
  column('Share As Integer', 'integer', '.spec.share'),
  column('Missing Date', 'date', '.spec.never'),
  column('Bad Date', 'date', '.spec.text'),
  column('Age', 'date', '.metadata.creationTimestamp'),
];

function definition(plural: string, kind: string, scope: 'Namespaced' | 'Cluster', printerColumns: readonly Any[] | undefined): Any {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.parity.hindsight.test` },
    spec: {
      group: 'parity.hindsight.test',
      scope,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, shortNames: [plural.slice(0, 3)] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          ...(printerColumns === undefined ? {} : { additionalPrinterColumns: printerColumns }),
        },
      ],
    },
  };
}

const customDefinitions: readonly Any[] = [
  definition('alltypes', 'AllType', 'Namespaced', columns),
  definition('nocolumns', 'NoColumn', 'Cluster', undefined),
];

const full: Any = {
  spec: {
    text: 'hello',
    count: 42,
    share: 2.5,
    flag: true,
    when: ago(4000),
    deep: { er: { still: 'here' }, z: 1, a: [1, 2] },
    list: [{ name: 'one' }, { name: 'two', n: 3 }],
  },
  status: {
    conditions: [
      { type: 'Other', status: 'Unknown' },
      { type: 'Ready', status: 'True', reason: 'AllGood' },
    ],
  },
};

const customObjects: readonly {
  readonly plural: string;
  readonly kind: string;
  readonly name: string;
  readonly meta?: Any;
  readonly body: Any;
}[] = [
  {
    plural: 'alltypes',
    kind: 'AllType',
    name: 'full',
    meta: { labels: { team: 'a' }, annotations: { 'example.org/owner': 'sre' } },
    body: full,
  },
  { plural: 'alltypes', kind: 'AllType', name: 'empty', body: {} },
  {
    plural: 'alltypes',
    kind: 'AllType',
    name: 'odd',
    body: {
      spec: { text: 12, count: 'twelve', share: 3, flag: 'yes', when: 'not a date', list: [], deep: { er: null } },
      status: { conditions: [] },
    },
  },
  {
    plural: 'alltypes',
    kind: 'AllType',
    name: 'extreme',
    body: {
      spec: {
        text: 'two\nlines',
        count: -1,
        share: 0.000001,
        flag: false,
        when: '2099-01-01T00:00:00Z',
        list: [{ name: 'only' }],
        deep: { er: { still: ['a', 1] } },
      },
    },
  },
  {
    plural: 'alltypes',
    kind: 'AllType',
    name: 'large',
    body: {
      spec: { text: '', count: 123456789012, share: 12345678.9, list: [{ name: 'a' }, {}, { name: 'c' }] },
      status: {
        conditions: [
          { type: 'Ready', status: 'False' },
          { type: 'Ready', status: 'Twice' },
        ],
      },
    },
  },
  { plural: 'nocolumns', kind: 'NoColumn', name: 'one', body: { spec: { anything: true } } },
];

/** The custom resources that `createCustomObjects` makes, with the columns that their definitions declare. */
export const customResources: readonly ResourceDef[] = customDefinitions.map((definition) => resourceDefFromCrd(definition, 'v1'));

/** Creates the definitions and objects of them in namespace `parity`, which must exist. */
export async function createCustomObjects(server: RealApiServer): Promise<void> {
  for (const definition of customDefinitions)
    await server.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  for (const object of customObjects) {
    const resource = customResources.find((candidate) => candidate.plural === object.plural) as ResourceDef;
    const path = listPath(resource, resource.namespaced ? 'parity' : undefined);
    const body = {
      apiVersion: 'parity.hindsight.test/v1',
      kind: object.kind,
      metadata: { name: object.name, ...object.meta },
      ...object.body,
    };
    // The API of a definition is served a moment after the definition is there.
    await eventually(async () => void (await server.must('POST', path, body)), 5000);
  }
}
