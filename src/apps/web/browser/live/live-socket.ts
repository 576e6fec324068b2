import type { ClientMessage, ServerMessage } from '../../../../core/wire/live-schema.ts';

/** How a tab stands with the server. */
export type LiveState = 'connecting' | 'live' | 'waiting' | 'blocked';

/** One question that a page follows. */
export interface Followed {
  /** Path and parameters of the list. */
  readonly query: string;
  /** What the page has; asked at each connection, so that nothing is told twice. */
  cursor(): string | undefined;
  onMessage(message: ServerMessage): void;
}

/** What the socket needs of the world; tests give their own. */
export interface LiveSocketWorld {
  open(url: string): WebSocket;
  /** 0 to 1. */
  random(): number;
  setTimeout(run: () => void, ms: number): unknown;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Sockets that never opened although the page came over the same way: somebody in between takes them out. */
const failuresUntilBlocked = 3;

/** One WebSocket for the whole tab: follows questions, comes back after a sleep or a restart of the server, and says how it stands. */
export class LiveSocket {
  readonly #url: string;
  readonly #world: LiveSocketWorld;
  readonly #onState: (state: LiveState) => void;
  readonly #followed = new Map<string, Followed>();
  #socket: WebSocket | undefined;
  #everOpened = false;
  #failures = 0;
  #paused = false;
  #serial = 0;

  constructor(url: string, world: LiveSocketWorld, onState: (state: LiveState) => void) {
    this.#url = url;
    this.#world = world;
    this.#onState = onState;
  }

  /** Follows a question until the answer is called. */
  follow(followed: Followed): () => void {
    const id = `q${++this.#serial}`;
    this.#followed.set(id, followed);
    if (this.#socket === undefined) this.#connect();
    else this.#open(id, followed);
    return () => {
      this.#followed.delete(id);
      this.#send({ type: 'close', id });
    };
  }

  /** Lets go of the server until `resume`. */
  pause(): void {
    this.#paused = true;
    const socket = this.#socket;
    // Forgotten at once: what it still says, its end included, is no longer of interest.
    this.#socket = undefined;
    socket?.close();
  }

  /** Goes on where `pause` left off. */
  resume(): void {
    this.#paused = false;
    this.wake();
  }

  /** Tries at once after a sleep or a lost connection; what somebody paused stays paused. */
  wake(): void {
    if (this.#socket === undefined) this.#connect();
  }

  #connect(): void {
    if (this.#paused || this.#followed.size === 0) return;
    this.#onState('connecting');
    const socket = this.#world.open(this.#url);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener('open', () => {
      if (this.#socket !== socket) return;
      opened = true;
      this.#everOpened = true;
      this.#failures = 0;
      this.#onState('live');
      for (const [id, followed] of this.#followed) this.#open(id, followed);
    });
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket !== socket) return;
      const message = JSON.parse(String(data)) as ServerMessage;
      this.#followed.get(message.id)?.onMessage(message);
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (!opened) this.#failures++;
      this.#retry();
    });
  }

  #retry(): void {
    if (this.#paused) return;
    const blocked = !this.#everOpened && this.#failures >= failuresUntilBlocked;
    this.#onState(blocked ? 'blocked' : 'waiting');
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(this.#failures, 10));
    this.#world.setTimeout(
      () => {
        if (this.#socket === undefined) this.#connect();
      },
      waitMs * (0.5 + this.#world.random() / 2),
    );
  }

  #open(id: string, { query, cursor }: Followed): void {
    const known = cursor();
    this.#send({ type: 'open', id, query, ...(known === undefined ? {} : { cursor: known }) });
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }
}
