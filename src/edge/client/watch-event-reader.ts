import type { KubeObject } from '../../core/kube/object.ts';
import type { KubeStatus, WatchEvent } from '../../core/kube/watch-event.ts';
import { ApiFailure, type ListItem } from './api-server.ts';
import type { ItemDecoder } from './item-reader.ts';

type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** How Go writes an event. Source: k8s.io/apimachinery pkg/apis/meta/v1/watch.go WatchEvent. */
const heads: readonly (readonly [ChangeType, Buffer])[] = [
  ['MODIFIED', Buffer.from('{"type":"MODIFIED","object":{')],
  ['ADDED', Buffer.from('{"type":"ADDED","object":{')],
  ['DELETED', Buffer.from('{"type":"DELETED","object":{')],
];

const closeBrace = 0x7d;

/** Decodes one line of a watch stream; objects are trimmed and masked. Throws ApiFailure `garbage` when it is no event. */
export function readWatchEvent(line: Buffer, decoder: ItemDecoder): WatchEvent {
  const fast = readFast(line, decoder);
  if (fast !== undefined) return fast;
  const event = parseEvent(line);
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return change(event.type, decoder.readOne(Buffer.from(JSON.stringify(event.object))));
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: (event.object as KubeObject).metadata?.resourceVersion ?? '' };
    case 'ERROR':
      return { type: 'ERROR', status: event.object as KubeStatus };
    default:
      throw new ApiFailure('garbage', 'the watch sent something that is no event');
  }
}

function readFast(line: Buffer, decoder: ItemDecoder): WatchEvent | undefined {
  for (const [type, head] of heads) {
    if (line.length <= head.length + 1 || line.compare(head, 0, head.length, 0, head.length) !== 0) continue;
    if (line.at(-1) !== closeBrace) return undefined;
    try {
      return change(type, decoder.readOne(line.subarray(head.length - 1, -1)));
    } catch (error) {
      if (error instanceof ApiFailure && !decoder.isStrict) return undefined;
      throw error;
    }
  }
  return undefined;
}

function change(type: ChangeType, item: ListItem): WatchEvent {
  return { type, object: item.object, bytes: item.bytes };
}

function parseEvent(line: Buffer): { readonly type?: unknown; readonly object: unknown } {
  try {
    const event = JSON.parse(line.toString('utf8')) as { type?: unknown; object?: unknown } | null;
    if (typeof event === 'object' && event !== null && typeof event.object === 'object' && event.object !== null) {
      return { type: event.type, object: event.object };
    }
  } catch {
    // Said below.
  }
  throw new ApiFailure('garbage', 'the watch sent something that is no event');
}
