import { nearest } from '../../base/nearest.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Fault, FieldPath, PatchStep } from '../fault.ts';
import type { Inventory } from '../inventory.ts';
import { builtinShape } from './decode-field-table.ts';
import { type DroppedField, droppedFields } from './dropped-fields.ts';
import { type FieldHome, fieldHome, type KindPath } from './field-home.ts';
import { fieldTableMinors } from './field-tables.gen.ts';
import { objectLocator } from './object-locator.ts';
import { type KnownShape, shapeOfObject } from './shape-of-object.ts';

/** A field that an API server drops, with what was meant as far as that is clear. */
export interface JudgedField extends DroppedField {
  readonly home: FieldHome | undefined;
  /** Fields of the same place with a name much like it, nearest first. */
  readonly near: readonly string[];
}

/** What the API server assumes instead, where that is what hurts. Source: k8s.io/kubernetes pkg/apis/{batch,core,apps}/v1/defaults.go. */
const assumed: ReadonlyMap<string, string> = new Map([
  ['concurrencyPolicy', 'Allow'],
  ['successfulJobsHistoryLimit', '3'],
  ['failedJobsHistoryLimit', '1'],
  ['suspend', 'false'],
  ['backoffLimit', '6'],
  ['replicas', '1'],
  ['terminationGracePeriodSeconds', '30'],
]);

const nothing: readonly JudgedField[] = Object.freeze([]);

/** Every field of an object that its API server drops; none for kinds of which nothing is known. */
export function judgeFields(object: KubeObject, inventory: Inventory): readonly JudgedField[] {
  const known = shapeOfObject(object, inventory);
  return known === undefined ? nothing : judgeAgainst(object, known);
}

/** Two rules ask about each object, one after the other. */
let last: { readonly value: unknown; readonly shape: KnownShape['shape']; readonly judged: readonly JudgedField[] } | undefined;

function judgeAgainst(value: unknown, known: KnownShape): readonly JudgedField[] {
  if (last !== undefined && last.value === value && last.shape === known.shape) return last.judged;
  const judged = judgeAnew(value, known);
  last = { value, shape: known.shape, judged };
  return judged;
}

function judgeAnew(value: unknown, { shape, exact }: KnownShape): readonly JudgedField[] {
  const dropped = droppedFields(value, shape);
  if (dropped.length === 0) return nothing;
  return dropped.flatMap((field): readonly JudgedField[] => {
    const near = alike(field.name, field.parent.fields.keys());
    const home = fieldHome(shape, field.name, field.path.slice(0, -1));
    const clear = home !== undefined && (home.classic || near.length === 0) ? home : undefined;
    // A version that is gone may have had fields of its own: only what has a home now is sure to be misplaced.
    return clear === undefined && !exact ? [] : [{ ...field, home: clear, near }];
  });
}

/** The one that differs in capitals alone, else the nearest. */
function alike(name: string, candidates: Iterable<string>): readonly string[] {
  const near = nearest(name, candidates);
  const same = near.filter((one) => one.toLowerCase() === name.toLowerCase());
  return same.length > 0 ? same : near;
}

/** A field at the wrong level, as a fault that says the right one and moves it there. */
export function misplacedFault(object: KubeObject, field: JudgedField, home: FieldHome): Fault {
  const { name, path } = field;
  const target = concretePath(object, home.parent, path);
  const taken = target !== undefined && valueAt(object, [...target, name]) !== undefined;
  const instead = assumed.get(name);
  const follows = taken ? 'which has one already' : instead === undefined ? undefined : `where ${instead} is assumed now`;
  const patch: readonly PatchStep[] =
    target === undefined ? [] : taken ? [{ op: 'remove', path }] : [{ op: 'move', from: path, path: [...target, name] }];
  return {
    locator: objectLocator(object, path),
    message: `\`${name}\` at ${placeWords(path.slice(0, -1))} is ignored; it belongs to ${placeWords(home.parent)}${follows === undefined ? '' : `, ${follows}`}.`,
    path,
    patch,
  };
}

/** A field that its place does not have in this version, as a fault that offers what was meant. */
export function unknownFault(object: KubeObject, field: JudgedField, minor: number | undefined): Fault {
  const { name, path, near } = field;
  const [best, second] = near;
  const renamed = best !== undefined && second === undefined && valueAt(object, [...path.slice(0, -1), best]) === undefined;
  const elsewhen = minor === undefined ? undefined : otherVersions(object, path);
  const more = elsewhen ?? (near.length > 0 ? ` Did you mean ${near.map((one) => `\`${one}\``).join(' or ')}?` : '');
  return {
    locator: objectLocator(object, path),
    message: `\`${name}\` at ${placeWords(path.slice(0, -1))} is no field of a ${object.kind}: API servers drop it without an error.${more}`,
    path,
    patch: renamed && elsewhen === undefined ? [{ op: 'move', from: path, path: [...path.slice(0, -1), best] }] : [],
  };
}

/** Which versions have a field that the one asked for has not. */
function otherVersions({ apiVersion = '', kind = '' }: KubeObject, path: FieldPath): string | undefined {
  const having: number[] = [];
  for (let minor = fieldTableMinors.first; minor <= fieldTableMinors.last; minor++) {
    const shape = builtinShape(apiVersion, kind, minor);
    if (shape !== undefined && hasField(shape, path)) having.push(minor);
  }
  const [first] = having;
  const last = having.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (last === fieldTableMinors.last) return ` Kubernetes has it since 1.${first}.`;
  return ` Kubernetes had it until 1.${last}.`;
}

function hasField(shape: KnownShape['shape'], path: FieldPath): boolean {
  let at: unknown = shape;
  for (const step of path) {
    const here = at as {
      readonly kind?: string;
      readonly item?: unknown;
      readonly value?: unknown;
      readonly fields?: ReadonlyMap<string, unknown>;
    };
    at = here.kind === 'list' ? here.item : here.kind === 'map' ? here.value : here.fields?.get(String(step));
    if (at === undefined) return false;
  }
  return true;
}

/** The place of a kind in this object: list items as on the way to the field, else the only one there is. Undefined where it is not clear which. */
function concretePath(object: KubeObject, home: KindPath, near: FieldPath): FieldPath | undefined {
  const path: (string | number)[] = [];
  let shared = true;
  for (const [i, step] of home.entries()) {
    const here = near[i];
    if (step !== '[]') {
      path.push(step);
      shared &&= here === step;
      continue;
    }
    if (shared && typeof here === 'number') {
      path.push(here);
      continue;
    }
    shared = false;
    const list = valueAt(object, path);
    if (!Array.isArray(list) || list.length !== 1) return undefined;
    path.push(0);
  }
  return path;
}

function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, unknown>>)[step] : undefined,
    object,
  );
}

/** `spec.template.spec.containers[]`, or `the top level`. */
function placeWords(path: FieldPath): string {
  if (path.length === 0) return 'the top level';
  return path
    .map((step) => (typeof step === 'number' || step === '[]' ? '[]' : `.${step}`))
    .join('')
    .slice(1);
}

/** The fields that were last applied and that the API server dropped: neither known nor in the live object. */
export function prunedFields(object: KubeObject, inventory: Inventory): readonly JudgedField[] {
  const applied = lastApplied(object);
  if (applied === undefined) return nothing;
  return judgeFields(applied, inventory).filter(({ path }) => valueAt(object, path) === undefined);
}

function lastApplied({ metadata }: KubeObject): KubeObject | undefined {
  const text = metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'metadata' in value ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}
