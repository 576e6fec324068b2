/** How one message is laid out: by field number, the JSON name and what is in it. */
interface Message {
  readonly [field: number]: readonly [name: string, type: 'text' | 'texts' | 'map' | 'number' | Message];
}

const attributes: Message = {
  1: ['namespace', 'text'],
  2: ['verb', 'text'],
  3: ['group', 'text'],
  4: ['version', 'text'],
  5: ['resource', 'text'],
  6: ['subresource', 'text'],
  7: ['name', 'text'],
};
const paths: Message = { 1: ['path', 'text'], 2: ['verb', 'text'] };
const metadata: Message = {
  1: ['name', 'text'],
  2: ['generateName', 'text'],
  3: ['namespace', 'text'],
  11: ['labels', 'map'],
  12: ['annotations', 'map'],
};
const accessSpec: Message = { 1: ['resourceAttributes', attributes], 2: ['nonResourceAttributes', paths] };

/**
 * The few messages that clients send as protobuf whatever the server offers.
 * Source: generated.proto of k8s.io/api authorization/v1, authentication/v1, core/v1 and k8s.io/apimachinery meta/v1
 */
const messages: ReadonlyMap<string, Message> = new Map<string, Message>([
  ['Namespace', { 1: ['metadata', metadata] }],
  ['ServiceAccount', { 1: ['metadata', metadata] }],
  ['SelfSubjectReview', { 1: ['metadata', metadata] }],
  ['SelfSubjectAccessReview', { 1: ['metadata', metadata], 2: ['spec', accessSpec] }],
  ['SelfSubjectRulesReview', { 1: ['metadata', metadata], 2: ['spec', { 1: ['namespace', 'text'] }] }],
  ['SubjectAccessReview', { 1: ['metadata', metadata], 2: ['spec', { ...accessSpec, 3: ['user', 'text'], 4: ['groups', 'texts'] }] }],
  ['LocalSubjectAccessReview', { 1: ['metadata', metadata], 2: ['spec', { ...accessSpec, 3: ['user', 'text'], 4: ['groups', 'texts'] }] }],
  [
    'DeleteOptions',
    {
      1: ['gracePeriodSeconds', 'number'],
      2: ['preconditions', { 1: ['uid', 'text'], 2: ['resourceVersion', 'text'] }],
      4: ['propagationPolicy', 'text'],
      5: ['dryRun', 'texts'],
    },
  ],
]);

const magic = Buffer.from('k8s\0');
const envelope: Message = { 1: ['typeMeta', { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] }] };

/** Tells whether a body is Kubernetes' protobuf envelope. */
export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, 4).equals(magic);
}

/** The object in a protobuf body; undefined when it is of a kind that is not understood. Source: k8s.io/apimachinery pkg/runtime/generated.proto Unknown */
export function protobufObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  const whole = body.subarray(4);
  const { typeMeta = {} } = decode(whole, envelope) as { typeMeta?: { apiVersion?: string; kind?: string } };
  const layout = messages.get(typeMeta.kind ?? '');
  const raw = [...fieldsOf(whole)].find(({ field }) => field === 2)?.bytes;
  return layout === undefined ? undefined : { ...typeMeta, ...decode(raw ?? Buffer.alloc(0), layout) };
}

function decode(bytes: Buffer, message: Message): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { field, bytes: content, number } of fieldsOf(bytes)) {
    const known = message[field];
    if (known === undefined) continue;
    const [name, type] = known;
    if (type === 'number') out[name] = number;
    else if (type === 'text') out[name] = content.toString();
    else if (type === 'texts') out[name] = [...((out[name] as string[] | undefined) ?? []), content.toString()];
    else if (type === 'map') {
      const { key, value } = decode(content, { 1: ['key', 'text'], 2: ['value', 'text'] }) as { key: string; value: string };
      out[name] = { ...(out[name] as object | undefined), [key]: value };
    } else out[name] = decode(content, type);
  }
  return out;
}

/** Source: https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(bytes: Buffer): Generator<{ readonly field: number; readonly bytes: Buffer; readonly number: number }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag & 7];
    if (wire === 0) yield { field, bytes: Buffer.alloc(0), number: varint() };
    else if (wire === 2) {
      const length = varint();
      yield { field, bytes: bytes.subarray(at, at + length), number: 0 };
      at += length;
    } else at += wire === 1 ? 8 : 4;
  }
}
