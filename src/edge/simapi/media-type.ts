import { refusals } from './api-status.ts';

/** In which shape an answer is wanted. */
export type AnswerShape =
  | { readonly as: 'object' }
  | { readonly as: 'Table'; readonly version: 'v1' | 'v1beta1' }
  | { readonly as: 'PartialObjectMetadata' | 'PartialObjectMetadataList'; readonly version: 'v1' | 'v1beta1' }
  | { readonly as: 'APIGroupDiscoveryList'; readonly version: 'v2' | 'v2beta1' };

/** One clause of an Accept header. */
interface AcceptClause {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  readonly quality: number;
}

const served = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * Picks the shape that an Accept header asks for; the best clause that this server can serve wins.
 * Refused with 406 when none can be. Binary encodings are not simulated, so a client that offers JSON too gets JSON.
 * Source: k8s.io/apiserver pkg/endpoints/handlers/negotiation/negotiate.go NegotiateMediaTypeOptions
 */
export function negotiate(accept: string | undefined, allowed: 'resource' | 'discovery' | 'plain'): AnswerShape {
  if (accept === undefined || accept === '') return { as: 'object' };
  for (const clause of parseAccept(accept)) {
    if (!['application/json', '*/*'].includes(clause.type)) continue;
    const shape = shapeOf(clause.params, allowed);
    if (shape !== undefined) return shape;
  }
  throw refusals.notAcceptable(served);
}

function shapeOf(params: ReadonlyMap<string, string>, allowed: 'resource' | 'discovery' | 'plain'): AnswerShape | undefined {
  const as = params.get('as');
  if (as === undefined) return { as: 'object' };
  const version = params.get('v');
  const group = params.get('g');
  if (allowed === 'discovery') {
    const known = as === 'APIGroupDiscoveryList' && group === 'apidiscovery.k8s.io' && (version === 'v2' || version === 'v2beta1');
    return known ? { as, version } : undefined;
  }
  if (allowed === 'plain' || group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { as, version };
  return undefined;
}

function parseAccept(header: string): AcceptClause[] {
  const clauses = header.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const params = new Map(rest.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
    return { type, params, quality: Number(params.get('q') ?? 1) };
  });
  return clauses.filter((clause) => clause.quality > 0).sort((a, b) => b.quality - a.quality);
}
