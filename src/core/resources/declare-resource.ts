import { resourceId } from '../kube/api-resource.ts';
import type { ResourceDef } from './resource.ts';

/** What a resource file states; the rest follows from it. */
export type ResourceDeclaration = Omit<ResourceDef, 'id' | 'singular' | 'origin'>;

/** A built-in resource from its declaration: singular is the kind in lower case, as all built-in resources have it. */
export function declareResource(declaration: ResourceDeclaration): ResourceDef {
  return { ...declaration, id: resourceId(declaration), singular: declaration.kind.toLowerCase(), origin: 'declared' };
}
