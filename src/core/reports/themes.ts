/** Names that a theme may have: ours, and those of kube-web-view. */
export const themeNames: readonly string[] = ['system', 'light', 'dark', 'darkly', 'default', 'flatly', 'slate', 'superhero'];

const darkNames: ReadonlySet<string> = new Set(['dark', 'darkly', 'slate', 'superhero']);
const lightNames: ReadonlySet<string> = new Set(['light', 'flatly']);

/** What a theme's name means; undefined (the system's preference) for `system`, `default` and unknown names. Source: kube-web-view's themes. */
export function themeLook(name: string | null | undefined): 'light' | 'dark' | undefined {
  if (name === null || name === undefined) return undefined;
  if (darkNames.has(name)) return 'dark';
  return lightNames.has(name) ? 'light' : undefined;
}
