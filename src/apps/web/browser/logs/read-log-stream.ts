import type { LogMessage } from '../../../../core/wire/log-schema.ts';

/** Reads messages of a log stream, one on each line; ends with the stream. Rejects where the server refuses, with its words. `ready` holds reading back while it waits. */
export async function readLogStream(
  url: string,
  q: { readonly signal: AbortSignal; onMessage(message: LogMessage): void; ready(): Promise<void> },
): Promise<void> {
  const answer = await fetch(url, { headers: { accept: 'application/x-ndjson' }, signal: q.signal });
  if (!answer.ok || answer.body === null) throw new Error(await refusal(answer));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    await q.ready();
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') q.onMessage(JSON.parse(line) as LogMessage);
  }
}

async function refusal(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => undefined)) as { readonly error?: { readonly message?: string } } | undefined;
  return body?.error?.message ?? `the server answered ${answer.status}`;
}
