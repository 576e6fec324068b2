import { hash32 } from '../base/random.ts';

/**
 * A short identity of a row within one page, the same in the document and in live messages: some 40 bits, so that two rows of a page
 * share one about once in a million pages. Cluster and uid, since a restored cluster repeats the uids of another.
 */
export function rowMark({ cluster, uid }: { readonly cluster: string; readonly uid: string }): string {
  return hash32(`${cluster} ${uid}`).toString(36) + uid.slice(0, 2).replaceAll(/[^a-zA-Z0-9]/g, '_');
}
