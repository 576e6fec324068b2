import type { ConfigPlace } from './kubeconfig-file.ts';

/** A configuration file that was read and checked. */
export interface ConfigFile {
  readonly path: string;
  /** The value at a key such as `serve.port`; undefined when the file does not set it. */
  value(key: string): unknown;
  /** Where the key stands. */
  place(key: string): ConfigPlace | undefined;
}
