import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { KeptNews } from '../../core/fleet/kept-records.ts';
import { RecordFile } from './record-file.ts';
import { asBroken, StateBroken, StateFile, StateHeld } from './state-file.ts';
import { prepareStateFolder } from './state-folder.ts';
import type { FromStateThread, OpenState, ReadPiece, ToStateThread } from './state-messages.ts';

/** The thread that owns the state folder: it does what messages say, one after the other, and answers each. */
class StateThread {
  readonly #say: (message: FromStateThread, transfer?: readonly ArrayBuffer[]) => void;
  #file: StateFile | undefined;
  #records: RecordFile | undefined;
  #open: OpenState | undefined;
  /** Undefined when nothing is to be read any more: whoever reads ahead asks beyond the end. */
  #reading: Generator<ReadPiece, void> | undefined;

  constructor(say: (message: FromStateThread, transfer?: readonly ArrayBuffer[]) => void) {
    this.#say = say;
  }

  take(message: ToStateThread): void {
    switch (message.type) {
      case 'open':
        this.#opens(message.open);
        break;
      case 'read':
        this.#reads(message.count);
        break;
      case 'break':
        this.#breaks(new StateBroken(message.reason));
        break;
      case 'piece':
        this.#file?.piece(message.piece);
        break;
      case 'commit':
        this.#commits(JSON.parse(message.news) as KeptNews, message.dead);
        break;
      case 'names':
        this.#writeNames(message.text);
        break;
      case 'records':
        this.#records ??= new RecordFile((this.#open as OpenState).folder);
        this.#say({ type: 'records', id: message.id, answer: this.#records.answer(message.request) });
        break;
      case 'close':
        this.#closes();
        break;
    }
  }

  #closes(): void {
    this.#file?.close();
    this.#records?.close();
    this.#file = undefined;
    this.#records = undefined;
    this.#say({ type: 'closed' });
  }

  #opens(open: OpenState): void {
    this.#open = open;
    try {
      this.#file?.close();
      this.#file = undefined;
      prepareStateFolder(open.folder);
      this.#file = StateFile.open(open);
      this.#reading = open.startOver ? undefined : this.#file.read();
      this.#say({ type: 'opened', opened: this.#file.opened });
    } catch (error) {
      if (error instanceof StateHeld) this.#say({ type: 'held', by: error.message });
      else this.#say({ type: 'unusable', reason: (error as Error).message });
    }
  }

  #reads(count: number): void {
    try {
      for (let i = 0; i < count && this.#reading !== undefined; i++) {
        const { done, value: piece } = this.#reading.next();
        if (done || piece === undefined) {
          this.#reading = undefined;
          this.#say({ type: 'read-end' });
          return;
        }
        const { columns, objects, dead } = piece;
        this.#say({ type: 'piece', piece }, [columns.buffer, objects.buffer, ...(dead === undefined ? [] : [dead.buffer])]);
      }
    } catch (error) {
      this.#breaks(error);
    }
  }

  /** What is damaged is put out of the way, and a new file begun. */
  #breaks(error: unknown): void {
    this.#reading = undefined;
    const reason = asBroken(error)?.message ?? (error as Error).message;
    try {
      const note = this.#file?.setAside(reason) ?? reason;
      this.#file = undefined;
      this.#file = StateFile.open({ ...(this.#open as OpenState), startOver: true });
      this.#say({ type: 'broken', reason: note });
    } catch (second) {
      this.#say({ type: 'unusable', reason: `${reason}; ${(second as Error).message}` });
    }
  }

  #commits(news: KeptNews, dead: Uint32Array): void {
    try {
      if (this.#file === undefined) throw new Error('the state file is not open');
      this.#file.commit(news, dead);
      const { user, system } = process.threadCpuUsage();
      this.#say({ type: 'committed', ...this.#file.size, cpuMs: (user + system) / 1000 });
    } catch (error) {
      const broken = asBroken(error);
      const note = broken === undefined ? (error as Error).message : this.#file?.setAside(broken.message);
      if (broken !== undefined) this.#file = undefined;
      this.#say({ type: 'failed', reason: note ?? '', lost: this.#file === undefined || this.#file.isLost });
    }
  }

  #writeNames(text: string): void {
    const path = join((this.#open as OpenState).folder, 'names.json');
    try {
      writeFileSync(`${path}.new`, text, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch {
      // The next commit meets the same folder and says so.
    }
  }
}

const port = parentPort;
if (port !== null) {
  const thread = new StateThread((message, transfer = []) => port.postMessage(message, [...transfer]));
  port.on('message', (message: ToStateThread) => thread.take(message));
}
