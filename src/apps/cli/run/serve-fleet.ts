import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { centralNote } from '../../../core/checks/central-suppression.ts';
import type { Finding } from '../../../core/checks/finding.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import { EffectiveSettings } from '../../../edge/config/effective-settings.ts';
import { formerOptions } from '../../../edge/config/former-options.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { Access } from '../../server/access/access.ts';
import { composeFleet, type Fleet } from '../../server/compose-fleet.ts';
import { judgedFindings } from '../../server/findings/judged-findings.ts';
import type { CommandInput } from '../command.ts';
import { packageVersion, userAgent } from '../user-agent.ts';
import { readState } from './read-state.ts';
import { suppressionsOf } from './suppressions-of-input.ts';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly fleet: Fleet;
  readonly log: Logger;
  /** A credential plugin that is waited for, in words. */
  awaited?(): string | undefined;
  /** Lets answers in flight finish, then ends everything. */
  close(): Promise<void>;
}

/** What is served, to whom, and where. */
export interface ServeOptions {
  readonly targets: readonly ClusterTarget[];
  readonly access: Access;
  readonly gzip?: 'never';
  /** Default: the flags alone. */
  readonly effective?: EffectiveSettings;
  /** Default 127.0.0.1. */
  readonly listen?: string;
  readonly publicUrl?: URL | undefined;
  readonly identity?: 'cluster' | 'context';
  /** Keeps the last known state; default only where a folder is named. */
  readonly keepsState?: boolean;
  awaited?(): string | undefined;
}

/** Composes the fleet, listens, and answers where. HindsightError `cannot-start` when the port is taken. */
export async function serveFleet(input: CommandInput, q: ServeOptions): Promise<RunningServer> {
  const { flags, env } = input;
  const effective = q.effective ?? new EffectiveSettings({ file: undefined, flags, env });
  formerOptions(flags, env);
  const port = effective.value(settings.port);
  const host = q.listen ?? '127.0.0.1';
  const secrets = effective.value(settings.secrets);
  const log = pino({ level: effective.value(settings.logLevel), base: null }, pino.destination(2));
  const include = effective.value(settings.includeNamespaces);
  const exclude = effective.value(settings.excludeNamespaces);
  const denies = include.length + exclude.length > 0;
  const namespaces = denies ? (await import('../../../edge/config/namespace-policy.ts')).namespacePolicy({ include, exclude }) : undefined;
  const fleet = composeFleet({
    targets: q.targets,
    mode: 'watch',
    userAgent: userAgent(),
    env: input.env,
    secrets,
    namespaces,
    keep: readState(input, { byDefault: q.keepsState === true }),
    ...(q.identity !== undefined && { identity: q.identity }),
    ...(q.gzip !== undefined && { gzip: q.gzip }),
    log: (level, message, keys) => log[level](keys, message),
  });
  const { createServer, htmlPages, loadWebAssets } = await loadServer();
  const assets = loadWebAssets();
  if (assets === undefined) log.warn('the bundle of the pages was not built: they are complete, but not live (npm run build)');
  const findings = flags.has('no-checks')
    ? undefined
    : new (await import('../../server/findings/findings-keeper.ts')).FindingsKeeper({
        fleet,
        secrets,
        ...(await configuredForServing(effective, input)),
        syncProgress: () => fleet.source.syncProgress(),
        onFault: (error) => log.warn({ reason: (error as Error).message }, 'judging the clusters failed'),
      });
  const server = await createServer({
    ...fleet,
    findings,
    ...(findings !== undefined && { judgedFindings: (scope) => judgedFindings(findings, scope) }),
    access: q.access,
    publicUrl: q.publicUrl,
    listDefaults: {
      labelColumns: effective.value(settings.labelColumns),
      hiddenColumns: effective.value(settings.hiddenColumns),
      customColumns: effective.value(settings.customColumns),
    },
    pages: { lists: effective.value(settings.sidebar), theme: effective.value(settings.theme), version: packageVersion() },
    render: htmlPages(assets),
    assets,
    log,
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
  });
  try {
    await server.listen({ host, port });
  } catch (error) {
    await fleet.stop();
    throw cannotListen(error, host, port);
  }
  findings?.start();
  const address = server.server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    fleet,
    log,
    ...(q.awaited !== undefined && { awaited: q.awaited }),
    async close() {
      // A kept connection is closed while it is idle; one that finishes its last answer becomes so only now.
      const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
      await server.close();
      clearInterval(sweep);
      await findings?.stop();
      await fleet.stop();
    },
  };
}

/** What the configuration says of checks, and the central file of accepted findings. */
async function configuredForServing(effective: EffectiveSettings, input: CommandInput) {
  const { configuredChecks } = await import('../../../edge/config/check-settings.ts');
  const { checks, setting } = await configuredChecks(effective);
  const central = suppressionsOf(input);
  return {
    checks,
    settingOf: () => setting,
    accepted: (finding: Finding, labels: Readonly<Record<string, string>>, nowMs: number) =>
      centralNote(central, finding, { labels, channel: undefined, nowMs }),
  };
}

/** The server's modules take 150 ms to load, in which API servers can already work on our handshakes: these are sent first. */
async function loadServer(): Promise<ServerModules> {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
  return {
    ...(await import('../../server/create-server.ts')),
    ...(await import('../../server/html-pages.ts')),
    ...(await import('../../server/web-assets.ts')),
  };
}

type ServerModules = typeof import('../../server/create-server.ts') &
  typeof import('../../server/html-pages.ts') &
  typeof import('../../server/web-assets.ts');

function cannotListen(error: unknown, host: string, port: number): HindsightError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'EADDRINUSE'
      ? 'is taken'
      : code === 'EACCES'
        ? 'may not be opened by this user'
        : `cannot be opened: ${(error as Error).message}`;
  return new HindsightError('cannot-start', `port ${port} on ${host} ${why}`, {
    hint: 'Choose another with --port, or 0 for a free one.',
    cause: error,
  });
}
