import { open, readFile } from 'node:fs/promises';

/** A stretch of memory of another process that it may write to. */
interface Mapping {
  readonly from: number;
  readonly to: number;
  /** `[heap]`, `[stack]`, a file, or '' for anonymous memory. */
  readonly name: string;
}

/** One place where a text stands in the raw memory of a process. */
export interface MemoryHit {
  readonly mapping: string;
  readonly text: string;
  readonly around: string;
}

const stepBytes = 8 * 1024 * 1024;
const overlapBytes = 256;

/** Searches everything a process may write to, dead memory included. Linux only; the process must be ours. */
export async function searchProcessMemory(
  pid: number,
  texts: readonly string[],
): Promise<{ readonly bytes: number; readonly hits: readonly MemoryHit[] }> {
  const memory = await open(`/proc/${pid}/mem`, 'r');
  const needles = texts.flatMap((text) =>
    (['latin1', 'utf16le'] as const).map((encoding) => ({ text, needle: Buffer.from(text, encoding) })),
  );
  const buffer = Buffer.alloc(stepBytes + overlapBytes);
  const hits: MemoryHit[] = [];
  let bytes = 0;
  try {
    for (const { from, to, name } of await writableMappings(pid)) {
      for (let at = from; at < to; at += stepBytes) {
        const length = Math.min(stepBytes + overlapBytes, to - at);
        // A page that was never touched, or that went meanwhile, cannot be read.
        const read = await memory.read(buffer, 0, length, at).catch(() => undefined);
        if (read === undefined) continue;
        bytes += Math.min(read.bytesRead, stepBytes);
        const view = buffer.subarray(0, read.bytesRead);
        for (const { text, needle } of needles) {
          for (let hit = view.indexOf(needle); hit >= 0 && hit < stepBytes; hit = view.indexOf(needle, hit + 1)) {
            hits.push({ mapping: `${name} ${from.toString(16)}`, text, around: view.toString('latin1', Math.max(0, hit - 120), hit + 80) });
          }
        }
      }
    }
  } finally {
    await memory.close();
  }
  return { bytes, hits };
}

async function writableMappings(pid: number): Promise<readonly Mapping[]> {
  const lines = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n');
  return lines.flatMap((line): Mapping[] => {
    const parts = /^([0-9a-f]+)-([0-9a-f]+) rw.. \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (parts === null || parts[3] === '[vvar]') return [];
    return [{ from: Number.parseInt(parts[1] as string, 16), to: Number.parseInt(parts[2] as string, 16), name: parts[3] as string }];
  });
}
