/** A name as it stands in addresses: whatever is not `[a-zA-Z0-9:_.-]` becomes `:`. Source: kube-web-view, whose links are in use (web-view.md A.1). COMPAT. */
export function sanitisedName(name: string): string {
  return name.replace(/[^a-zA-Z0-9:_.-]/gu, ':') || ':';
}

/** The name, sanitised, with a number behind it where it is taken already; takes it. */
export function uniqueName(name: string, taken: Set<string>): string {
  const clean = sanitisedName(name);
  let id = clean;
  for (let n = 2; taken.has(id); n++) id = `${clean}-${n}`;
  taken.add(id);
  return id;
}
