import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import type { Access } from '../../server/access/access.ts';
import { composeFleet, type Fleet } from '../../server/compose-fleet.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly fleet: Fleet;
  /** Lets answers in flight finish, then ends everything. */
  close(): Promise<void>;
}

const defaultPort = 8080;
const logLevels = ['error', 'warn', 'info', 'debug'] as const;

/** Composes the fleet, listens on 127.0.0.1, and answers where. HindsightError `cannot-start` when the port is taken. */
export async function serveFleet(
  input: CommandInput,
  q: { readonly targets: readonly ClusterTarget[]; readonly access: Access; readonly gzip?: 'never' },
): Promise<RunningServer> {
  const { flags } = input;
  const port = flags.integer('port', { min: 0, max: 65_535 }) ?? defaultPort;
  const secrets = readSecrets(input);
  const log = pino({ level: readLogLevel(input), base: null }, pino.destination(2));
  const fleet = composeFleet({
    targets: q.targets,
    mode: 'watch',
    userAgent: userAgent(),
    env: input.env,
    secrets,
    ...(q.gzip !== undefined && { gzip: q.gzip }),
    log: (level, message, keys) => log[level](keys, message),
  });
  const { createServer, htmlPages } = await loadServer();
  const server = await createServer({
    ...fleet,
    access: q.access,
    render: htmlPages,
    log,
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
  });
  try {
    await server.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await fleet.stop();
    throw cannotListen(error, port);
  }
  const address = server.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    fleet,
    async close() {
      // A kept connection is closed while it is idle; one that finishes its last answer becomes so only now.
      const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
      await server.close();
      clearInterval(sweep);
      await fleet.stop();
    },
  };
}

/** The server's modules take 150 ms to load, in which API servers can already work on our handshakes: these are sent first. */
async function loadServer(): Promise<typeof import('../../server/create-server.ts') & typeof import('../../server/html-pages.ts')> {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
  return { ...(await import('../../server/create-server.ts')), ...(await import('../../server/html-pages.ts')) };
}

function readSecrets({ flags }: CommandInput): 'off' | 'metadata' {
  if (flags.has('show-secrets')) {
    throw new HindsightError('refused', '--show-secrets: values of Secrets are never read', {
      hint: 'Use `--secrets metadata` to list names, types and keys.',
    });
  }
  const text = flags.text('secrets') ?? 'off';
  if (text === 'off' || text === 'metadata') return text;
  throw new HindsightError('usage', `--secrets takes off or metadata, not "${text}"`);
}

function readLogLevel({ flags }: CommandInput): string {
  const text = flags.text('log-level') ?? 'warn';
  if (logLevels.some((level) => level === text)) return text;
  throw new HindsightError('usage', `--log-level takes ${logLevels.join(', ')}, not "${text}"`);
}

function cannotListen(error: unknown, port: number): HindsightError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'EADDRINUSE'
      ? 'is taken'
      : code === 'EACCES'
        ? 'may not be opened by this user'
        : `cannot be opened: ${(error as Error).message}`;
  return new HindsightError('cannot-start', `port ${port} on 127.0.0.1 ${why}`, {
    hint: 'Choose another with --port, or 0 for a free one.',
    cause: error,
  });
}
