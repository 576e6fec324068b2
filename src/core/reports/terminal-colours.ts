import type { StatusLevel } from './status-look.ts';

/** ANSI colour of each level: it repeats what word and mark say. */
export const levelColours: Readonly<Record<StatusLevel, string>> = { bad: '31', warn: '33', wait: '33', ok: '32', gone: '90', lost: '35' };
