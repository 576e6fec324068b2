import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../core/base/clock.ts';
import type { SimCluster } from '../../core/sim/sim-cluster.ts';
import type { ObjectBytesCache } from './object-bytes.ts';
import type { Reply } from './reply.ts';
import { FaultBoard, type FaultSubject, faultMatches, type SimFault } from './sim-fault.ts';
import type { UserDirectory } from './sim-user.ts';

/** What all endpoints of a process share. */
export interface SimSettings {
  readonly clock: Clock;
  readonly users: UserDirectory;
  readonly cache: ObjectBytesCache;
  latencyMs: number;
  /** How long a list waits for a version of the future; 3 s on a real server. */
  readonly versionWaitMs: number;
  /** About how often an idle watch gets a bookmark. */
  readonly bookmarkMs: number;
  /** How long a pod that is deleted with a grace period takes to end. */
  readonly terminationMs: number;
  /** A watch whose reader is further behind is cut. */
  readonly watchBacklogBytes: number;
}

/** An open watch or followed log, for faults that strike what is open. */
export interface OpenStream {
  readonly subject: FaultSubject;
  readonly reply: Reply;
  /** Ends it in an orderly way; `expired` with an ERROR event first. */
  end(why: 'expired' | 'done'): void;
  /** Sends bytes that are no event. */
  spoil(): void;
}

/** The TCP handle below a socket; its reading can be stopped so that the peer sees a silent network. */
interface TcpHandle {
  readStop(): void;
  readStart(): void;
}

/** One simulated cluster behind its own port: its listener, its connections and its faults. */
export class SimEndpoint {
  readonly cluster: SimCluster;
  readonly settings: SimSettings;
  readonly board = new FaultBoard();
  readonly streams = new Set<OpenStream>();
  readonly #adopt: (socket: Socket) => void;
  readonly #host: string;
  readonly #sockets = new Set<Socket>();
  /** Accepted during a hang: never spoken to. */
  readonly #stranded = new Set<Socket>();
  readonly #hanging = new Set<Reply>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | undefined;
  #port = 0;
  #ready: Promise<void> = Promise.resolve();

  constructor(q: { cluster: SimCluster; settings: SimSettings; host: string; adopt: (socket: Socket) => void }) {
    this.cluster = q.cluster;
    this.settings = q.settings;
    this.#adopt = q.adopt;
    this.#host = q.host;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `https://${this.#host}:${this.#port}`;
  }

  /** Settles when the listener is as the faults demand. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  async listen(port: number): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: this.#host, backlog: 511 }, resolve);
    });
    this.#server = server;
    this.#port = (server.address() as { port: number }).port;
  }

  /** Runs something later, unless the endpoint is closed before. */
  after(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs).unref();
    this.#timers.add(timer);
  }

  async close(): Promise<void> {
    await this.#ready;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#stopListening();
  }

  /** Puts faults in force instead of those before; open connections feel them too. */
  setFaults(faults: readonly SimFault[]): void {
    const before = this.board.faults;
    this.board.set(faults);
    if (before.some(isFreezing)) this.#thaw();
    for (const fault of faults) this.#strikeOpen(fault);
    const refusing = faults.some((fault) => fault.type === 'refuse');
    this.#ready = this.#ready.then(async () => {
      if (refusing) await this.#stopListening();
      else if (this.#server === undefined) await this.listen(this.#port);
    });
    // Whoever awaits `ready` hears of a port that could not be opened again; nobody else has to.
    this.#ready.catch(() => {});
  }

  /** Leaves a request without any answer, until the fault is lifted: then its stream is torn. */
  strand(reply: Reply): void {
    this.#hanging.add(reply);
    reply.onClose(() => this.#hanging.delete(reply));
  }

  /** Resets the connection that a port pair belongs to. */
  reset(remotePort: number | undefined): void {
    for (const socket of this.#sockets) if (socket.remotePort === remotePort) socket.resetAndDestroy();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#stranded.delete(socket);
    });
    if (this.board.faults.some((fault) => fault.type === 'hang-connect')) this.#stranded.add(socket);
    else this.#adopt(socket);
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // A plain destroy of a socket that TLS has taken over would not reach the peer.
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  #strikeOpen(fault: SimFault): void {
    if (fault.type === 'refuse' || (fault.type === 'reset' && fault.match === undefined)) {
      for (const socket of this.#sockets) socket.resetAndDestroy();
      return;
    }
    if (fault.type === 'hang-connect') for (const socket of this.#sockets) handleOf(socket)?.readStop();
    for (const stream of this.streams) if (faultMatches(fault.match, stream.subject)) strikeStream(fault, stream);
  }

  #thaw(): void {
    for (const socket of this.#stranded) socket.destroy();
    for (const socket of this.#sockets) handleOf(socket)?.readStart();
    for (const reply of this.#hanging) reply.destroy();
    for (const { reply } of this.streams) {
      reply.misbehave({});
      reply.thaw();
    }
  }
}

function isFreezing(fault: SimFault): boolean {
  return ['hang-connect', 'hang-headers', 'hang-body', 'trickle', 'silent-watch'].includes(fault.type);
}

function strikeStream(fault: SimFault, stream: OpenStream): void {
  switch (fault.type) {
    case 'hang-connect':
    case 'hang-headers':
    case 'hang-body':
    case 'silent-watch':
      stream.reply.freeze();
      break;
    case 'trickle':
      stream.reply.misbehave({ bytesPerSecond: fault.bytesPerSecond });
      break;
    case 'reset':
      stream.reply.destroy();
      break;
    case 'cut':
      stream.reply.misbehave({ cutAfterBytes: 10 });
      stream.spoil();
      break;
    case 'garbage':
      stream.spoil();
      break;
    case 'forbid':
      stream.end('done');
      break;
    case 'status':
      if (fault.status === 410) stream.end('expired');
      break;
    default:
      break;
  }
}

function handleOf(socket: Socket): TcpHandle | undefined {
  return (socket as unknown as { _handle?: TcpHandle })._handle ?? undefined;
}
