import type { Random } from '../base/random.ts';

/** The letters Kubernetes draws names from: no vowels, no look-alikes. Source: k8s.io/apimachinery pkg/util/rand. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** Random letters as `generateName` appends them. */
export function nameSuffix(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += letters[random.int(letters.length)];
  return text;
}

/** A pod template hash: eight to ten letters. */
export function templateHash(random: Random): string {
  return nameSuffix(random, random.chance(0.15) ? 8 : random.chance(0.3) ? 9 : 10);
}
