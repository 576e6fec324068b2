import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { ObjectInventory } from '../object-inventory.ts';
import { builtinShape } from './decode-field-table.ts';
import { droppedFields } from './dropped-fields.ts';
import { fieldHome } from './field-home.ts';
import type { FieldShape, ObjectShape } from './field-shape.ts';
import { fieldTableMinors, fieldTableText } from './field-tables.gen.ts';
import { judgeFields, misplacedFault, unknownFault } from './judge-fields.ts';
import { structuralShape } from './structural-shape.ts';

const shapeOf = (apiVersion: string, kind: string, minor?: number): ObjectShape => {
  const shape = builtinShape(apiVersion, kind, minor);
  if (shape === undefined) throw new Error(`${apiVersion} ${kind} is not in the table`);
  return shape;
};

const inventory = (minor?: number) =>
  new ObjectInventory([], { name: 'x', mode: 'manifest', nowMs: 0, complete: false, ...(minor === undefined ? {} : { minor }) });

const object = (value: object): KubeObject => ({ metadata: { name: 'x' }, ...value }) as unknown as KubeObject;

describe('the table', () => {
  test('is small, and every shape in it can be read', () => {
    expect(fieldTableText.length).toBeLessThan(400_000);
    expect(fieldTableMinors.last - fieldTableMinors.first).toBeGreaterThanOrEqual(12);
    const seen = new Set<FieldShape>();
    const visit = (shape: FieldShape): void => {
      if (seen.has(shape)) return;
      seen.add(shape);
      if (shape.kind === 'object') for (const inner of shape.fields.values()) visit(inner);
      if (shape.kind === 'list') visit(shape.item);
      if (shape.kind === 'map') visit(shape.value);
    };
    const kinds = fieldTableText.trim().split('\n\n')[0]?.split('\n') ?? [];
    for (const line of kinds) {
      const [apiVersion = '', kind = ''] = line.split(' ');
      const shape = shapeOf(apiVersion, kind);
      expect(shape.fields.has('metadata'), line).toBe(true);
      visit(shape);
    }
    expect(kinds.length).toBeGreaterThan(60);
    expect([...seen].every((shape) => shape.kind !== 'object' || shape.fields.size > 0)).toBe(true);
  });

  test('knows when fields and kinds came and went', () => {
    const pod = (minor: number): ReadonlyMap<string, FieldShape> => {
      const spec = shapeOf('v1', 'Pod', minor).fields.get('spec');
      return spec?.kind === 'object' ? spec.fields : new Map();
    };
    expect(pod(25).has('schedulingGates')).toBe(false);
    expect(pod(26).has('schedulingGates')).toBe(true);
    expect(pod(37).has('terminationGracePeriodSeconds')).toBe(true);
    expect(builtinShape('autoscaling/v2beta2', 'HorizontalPodAutoscaler', 25)).toBeDefined();
    expect(builtinShape('autoscaling/v2beta2', 'HorizontalPodAutoscaler', 26)).toBeUndefined();
    expect(builtinShape('example.org/v1', 'Pod', 37)).toBeUndefined();
  });

  test('a list says what names its items, a schema within a schema ends', () => {
    const spec = shapeOf('v1', 'Pod').fields.get('spec') as ObjectShape;
    expect(spec.fields.get('containers')).toMatchObject({ kind: 'list', key: 'name' });
    expect(spec.fields.get('nodeSelector')).toMatchObject({ kind: 'map', value: { kind: 'scalar' } });
    const definition = shapeOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    expect(fieldHome(definition, 'nowhere', ['spec'])).toBeUndefined();
  });
});

describe('where a field belongs', () => {
  const home = (kind: string, name: string, parent: readonly (string | number)[]) =>
    fieldHome(shapeOf(kind.endsWith('Job') ? 'batch/v1' : 'apps/v1', kind), name, parent)?.parent.join('.');
  const cronPod = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  test.each([
    ['CronJob', 'concurrencyPolicy', cronPod, 'spec'],
    ['CronJob', 'suspend', cronPod, 'spec'],
    ['CronJob', 'backoffLimit', ['spec'], 'spec.jobTemplate.spec'],
    ['Job', 'backoffLimit', ['spec', 'template', 'spec'], 'spec'],
    ['Deployment', 'tolerations', ['spec'], 'spec.template.spec'],
    ['Deployment', 'tolerations', ['spec', 'template', 'spec', 'containers', 0], 'spec.template.spec'],
    ['Deployment', 'terminationGracePeriodSeconds', ['spec', 'template', 'spec', 'containers', 0], 'spec.template.spec'],
    ['Deployment', 'readinessProbe', ['spec', 'template', 'spec'], 'spec.template.spec.containers.[]'],
    ['Deployment', 'capabilities', ['spec', 'template', 'spec', 'securityContext'], 'spec.template.spec.containers.[].securityContext'],
    ['Deployment', 'replicas', ['spec', 'template'], 'spec'],
    ['Deployment', 'name', ['spec'], undefined],
  ])('%s: %s', (kind, name, parent, expected) => {
    expect(home(kind, name, parent)).toBe(expected);
  });
});

describe('what is said', () => {
  const misplaced = (value: object) => {
    const one = object(value);
    return judgeFields(one, inventory()).flatMap((field) => (field.home === undefined ? [] : [misplacedFault(one, field, field.home)]));
  };

  test('the field moves to the only container there is, and nowhere among several', () => {
    const deployment = (names: readonly string[]) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { template: { spec: { livenessProbe: { exec: {} }, containers: names.map((name) => ({ name })) } } },
    });
    const [one] = misplaced(deployment(['a']));
    const from = ['spec', 'template', 'spec', 'livenessProbe'];
    expect(one?.patch).toEqual([{ op: 'move', from, path: ['spec', 'template', 'spec', 'containers', 0, 'livenessProbe'] }]);
    expect(misplaced(deployment(['a', 'b'])).map(({ patch }) => patch)).toEqual([[]]);
  });

  test('what stands at both places is removed at the wrong one', () => {
    const cron = { schedule: '* * * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { concurrencyPolicy: 'Allow' } } };
    const [fault] = misplaced({ apiVersion: 'batch/v1', kind: 'CronJob', spec: cron });
    expect(fault?.message).toBe('`concurrencyPolicy` at spec.jobTemplate.spec is ignored; it belongs to spec, which has one already.');
    expect(fault?.patch).toEqual([{ op: 'remove', path: ['spec', 'jobTemplate', 'spec', 'concurrencyPolicy'] }]);
  });

  test('a field of another version says which', () => {
    const pod = object({ apiVersion: 'v1', kind: 'Pod', spec: { schedulingGates: [{ name: 'x' }], containers: [] } });
    const [field] = judgeFields(pod, inventory(25));
    expect(field && unknownFault(pod, field, 25).message).toContain('Kubernetes has it since 1.26.');
    expect(judgeFields(pod, inventory(26))).toEqual([]);
  });

  test('names of an object itself are no fields', () => {
    const value = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"constructor":1,"__proto__":{"a":1}}');
    expect(
      judgeFields(value, inventory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['__proto__', 'constructor']);
  });
});

describe('structural schemas', () => {
  const dropped = (schema: object, value: object) => droppedFields(value, structuralShape(schema)).map(({ path }) => path.join('.'));
  test.each([
    [{ type: 'object', properties: { a: { type: 'string' } } }, { a: 1, b: 2 }, ['b']],
    [{ type: 'object' }, { a: 1 }, ['a']],
    [{ type: 'object', additionalProperties: { type: 'object', properties: {} } }, { k: { x: 1 } }, ['k.x']],
    [{ type: 'object', additionalProperties: true }, { k: { x: 1 } }, []],
    [{ type: 'array', items: { type: 'object', properties: { a: {} } } }, [{ a: { z: 1 }, b: 1 }], ['0.b']],
    [
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'object', properties: {} } } },
      { b: 1, a: { c: 1 } },
      ['a.c'],
    ],
    [{ type: 'object', properties: { o: { type: 'object', 'x-kubernetes-embedded-resource': true } } }, { o: { spec: 1 } }, []],
    [{ 'x-kubernetes-int-or-string': true }, { a: 1 }, []],
  ])('%j', (schema, value, expected) => {
    expect(dropped(schema, value)).toEqual(expected);
  });
});
