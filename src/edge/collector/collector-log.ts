/** Where the collector says what happened; keys never hold credentials. */
export type CollectorLog = (level: 'info' | 'warn' | 'error', message: string, keys: Readonly<Record<string, unknown>>) => void;
