/** Something that a rule may have read: an object by name, a list, a count, what is owned. Equal texts, equal numbers; two different ones may meet, which costs a superfluous look and nothing else. */
export type Topic = number;

/** The topic of a few texts. */
export function topic(kind: TopicKind, resource: string, namespace = '', name = ''): Topic {
  return mix(mix(mix(mix(0x811c9dc5, kind), resource), namespace), name);
}

/** What is read of a resource: `o` one object, `l` the list of a namespace, `a` all objects, `c` how many there are, `w` what an owner owns, `k` whether it can be read, `v` the cluster's version. */
export type TopicKind = 'o' | 'l' | 'a' | 'c' | 'w' | 'k' | 'v';

/** FNV-1a over the UTF-16 units, with an end mark so that parts do not run together. */
function mix(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(h ^ 0xff, 0x01000193) >>> 0;
}
