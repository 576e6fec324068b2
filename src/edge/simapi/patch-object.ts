/** A JSON patch that does not apply, with the reason. */
export class PatchProblem extends Error {}

type Fields = Readonly<Record<string, unknown>>;

/** How patches address the elements of the lists that Kubernetes merges by a key. Source: patchMergeKey tags in k8s.io/api */
const mergeKeys: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['ephemeralContainers', 'name'],
  ['volumes', 'name'],
  ['env', 'name'],
  ['imagePullSecrets', 'name'],
  ['volumeMounts', 'mountPath'],
  ['volumeDevices', 'devicePath'],
  ['ports', 'containerPort'],
  ['conditions', 'type'],
  ['addresses', 'type'],
  ['ownerReferences', 'uid'],
  ['hostAliases', 'ip'],
  ['topologySpreadConstraints', 'topologyKey'],
]);

/** Lists of plain values that a strategic patch adds to. */
const mergedValueLists = new Set(['finalizers']);

/** Applies a JSON merge patch. Source: RFC 7386 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const out: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = mergePatch(out[key], value);
  }
  return out;
}

/** Applies a strategic merge patch: as a merge patch, with the well-known lists merged by their key, and the `$patch` directives. */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  if (patch.$patch === 'delete') return undefined;
  if (patch.$patch === 'replace') return without(patch, '$patch');
  const out: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    const deleting = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (deleting !== undefined) out[deleting] = listOf(out[deleting]).filter((item) => !listOf(value).includes(item));
    else if (key.startsWith('$')) continue;
    else if (value === null) delete out[key];
    else if (Array.isArray(value)) out[key] = mergedList(key, out[key], value);
    else out[key] = strategicPatch(out[key], value);
  }
  return out;
}

/** Applies a JSON patch; throws PatchProblem when an operation does not fit. Source: RFC 6902 */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw new PatchProblem('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return (operations as Operation[]).reduce<unknown>((value, operation) => applyOperation(value, operation), target);
}

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: unknown;
}

function applyOperation(target: unknown, { op, path = '', from = '', value }: Operation): unknown {
  switch (op) {
    case 'add':
      return placed(target, pointer(path), { value, mode: 'add' });
    case 'replace':
      return placed(target, pointer(path), { value, mode: 'replace' });
    case 'remove':
      return placed(target, pointer(path), { value: undefined, mode: 'remove' });
    case 'copy':
      return placed(target, pointer(path), { value: at(target, pointer(from)), mode: 'add' });
    case 'move':
      return placed(placed(target, pointer(from), { value: undefined, mode: 'remove' }), pointer(path), {
        value: at(target, pointer(from)),
        mode: 'add',
      });
    case 'test':
      if (JSON.stringify(at(target, pointer(path))) !== JSON.stringify(value))
        throw new PatchProblem(`testing value ${path} failed: test failed`);
      return target;
    default:
      throw new PatchProblem(`Unexpected kind: ${op ?? 'unknown'}`);
  }
}

function pointer(text: string): string[] {
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function at(target: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, target);
}

interface Placement {
  readonly value: unknown;
  readonly mode: 'add' | 'replace' | 'remove';
}

/** A copy of the target with one place changed. */
function placed(target: unknown, path: readonly string[], placement: Placement): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return placement.value;
  if (Array.isArray(target)) return placedInList(target, step, rest, placement);
  if (!isFields(target)) throw new PatchProblem(`${placement.mode} operation does not apply: doc is missing path: "/${path.join('/')}"`);
  const known = Object.hasOwn(target, step);
  if (rest.length > 0) {
    if (!known)
      throw new PatchProblem(`${placement.mode} operation does not apply: doc is missing path: "/${path.join('/')}": missing value`);
    return { ...target, [step]: placed(target[step], rest, placement) };
  }
  if (placement.mode !== 'add' && !known) {
    throw new PatchProblem(`${placement.mode} operation does not apply: doc is missing key: /${step}: missing value`);
  }
  return placement.mode === 'remove' ? without(target, step) : { ...target, [step]: placement.value };
}

function placedInList(target: readonly unknown[], step: string, rest: readonly string[], placement: Placement): unknown[] {
  const out = [...target];
  const index = step === '-' ? out.length : Number(step);
  const inside = Number.isInteger(index) && index >= 0 && index < out.length;
  if (!inside && !(placement.mode === 'add' && rest.length === 0 && index === out.length)) {
    throw new PatchProblem(`${placement.mode} operation does not apply: index ${step} is out of bounds: invalid index referenced`);
  }
  if (rest.length > 0) out[index] = placed(out[index], rest, placement);
  else if (placement.mode === 'add') out.splice(index, 0, placement.value);
  else if (placement.mode === 'remove') out.splice(index, 1);
  else out[index] = placement.value;
  return out;
}

function mergedList(field: string, current: unknown, patch: readonly unknown[]): unknown[] {
  if (mergedValueLists.has(field)) return [...new Set([...listOf(current), ...patch])];
  const key = mergeKeys.get(field);
  if (key === undefined || patch.some((item) => !isFields(item))) return [...patch];
  if (patch.some((item) => isFields(item) && item.$patch === 'replace' && item[key] === undefined)) {
    return patch.filter((item) => isFields(item) && item.$patch === undefined);
  }
  const out = [...listOf(current)];
  for (const item of patch as readonly Fields[]) {
    const index = out.findIndex((other) => isFields(other) && other[key] === item[key]);
    if (item.$patch === 'delete') {
      if (index >= 0) out.splice(index, 1);
    } else if (index >= 0) out[index] = strategicPatch(out[index], item);
    else out.push(strategicPatch({}, item));
  }
  return out;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function without(fields: Fields, key: string): Fields {
  const { [key]: _gone, ...rest } = fields;
  return rest;
}
