import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { type HindsightClient, openHindsightClient } from '../../../edge/apiclient/hindsight-client.ts';
import type { CommandInput } from '../command.ts';

/** A client of the server that `--server` or HINDSIGHT_SERVER names; undefined when neither is given. The address may carry the token. */
export function remoteFleet({ flags, env }: CommandInput): HindsightClient | undefined {
  const text = flags.text('server') ?? env.HINDSIGHT_SERVER;
  if (text === undefined || text === '') return undefined;
  if (flags.has('kubeconfig')) throw new HindsightError('usage', 'either --server or --kubeconfig: the server reads its own kubeconfig');
  const url = parseAddress(text);
  const token = flags.text('token') ?? url.searchParams.get('token') ?? env.HINDSIGHT_TOKEN;
  return openHindsightClient({ url: url.origin + url.pathname.replace(/\/+$/, ''), token });
}

function parseAddress(text: string): URL {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (url !== null) return url;
  throw new HindsightError('usage', `--server takes an address such as http://127.0.0.1:8080, not "${text}"`);
}
