import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One import of a source file. */
export interface FoundImport {
  /** As written. */
  readonly specifier: string;
  /** The repository path it leads to, for relative imports. */
  readonly path: string | undefined;
  /** True when the import happens at run time only if the code gets there: `import(…)`. */
  readonly dynamic: boolean;
}

/** What the architecture rules need to know of one file. */
export interface SourceFacts {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly FoundImport[];
  readonly hasDefaultExport: boolean;
}

/** Reads the imports and exports of a TypeScript file; type-only ones count as well. `file` is relative to `root`, with forward slashes. */
export function readSourceFacts(root: string, file: string): SourceFacts {
  const text = readFileSync(join(root, file), 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const found: FoundImport[] = [];
  const add = (specifier: string, dynamic: boolean): void => {
    const path = specifier.startsWith('.') ? join(dirname(file), specifier).replaceAll('\\', '/') : undefined;
    found.push({ specifier, path, dynamic });
  };
  for (const item of module.staticImports) add(item.moduleRequest.value, false);
  for (const item of module.staticExports) for (const entry of item.entries) if (entry.moduleRequest) add(entry.moduleRequest.value, false);
  for (const item of module.dynamicImports) {
    const source = text.slice(item.moduleRequest.start, item.moduleRequest.end);
    const quoted = /^['"`](.*)['"`]$/s.exec(source);
    if (quoted) add(quoted[1] as string, true);
  }
  const hasDefaultExport = module.staticExports.some((item) => item.entries.some((entry) => entry.exportName.kind === 'Default'));
  return { file, text, imports: found, hasDefaultExport };
}
