import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromStateThread, RecordAnswer, RecordRequest, ToStateThread } from './state-messages.ts';

/** The thread's file: TypeScript from source, JavaScript when built. */
function threadFile(): URL {
  return new URL(`./state-thread${extname(import.meta.url)}`, import.meta.url);
}

/** The serving thread's end of the line to the one that writes. A thread that dies answers `unusable`; the next question starts another. */
export class StatePort {
  #worker: Worker | undefined;
  #heard: FromStateThread[] = [];
  #listening: ((message: FromStateThread) => void) | undefined;
  #nextRecord = 1;
  readonly #records = new Map<number, (answer: RecordAnswer) => void>();

  /** Says something that is not answered. */
  post(message: ToStateThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#thread().postMessage(message, [...transfer]);
  }

  /** Says something, and waits for its answer; `unusable` when that takes too long. */
  async ask(message: ToStateThread, deadlineMs: number, transfer: readonly ArrayBuffer[] = []): Promise<FromStateThread> {
    this.#heard = [];
    this.post(message, transfer);
    return await this.next(deadlineMs);
  }

  /** The next answer. */
  next(deadlineMs: number): Promise<FromStateThread> {
    const heard = this.#heard.shift();
    if (heard !== undefined) return Promise.resolve(heard);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp(), Math.max(1, deadlineMs));
      timer.unref();
      this.#listening = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
    });
  }

  /** One step on durable records; steps are done in the order in which they are asked. */
  record(request: RecordRequest): Promise<RecordAnswer> {
    const id = this.#nextRecord++;
    return new Promise((resolve) => {
      this.#records.set(id, resolve);
      this.post({ type: 'records', id, request });
    });
  }

  /** Lets the thread finish what it has, and ends it. */
  async close(deadlineMs: number): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.ask({ type: 'close' }, deadlineMs);
    this.#worker = undefined;
    await worker.terminate();
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(threadFile(), { name: 'hindsight-state' });
    this.#worker = worker;
    worker.on('message', (message: FromStateThread) => {
      if (this.#worker !== worker) return;
      if (message.type === 'records') this.#recordAnswered(message.id, message.answer);
      else this.#hear(message);
    });
    worker.on('error', (error) => this.#died(worker, error.message));
    worker.on('exit', () => this.#died(worker, 'the thread that writes ended'));
    return worker;
  }

  #recordAnswered(id: number, answer: RecordAnswer): void {
    this.#records.get(id)?.(answer);
    this.#records.delete(id);
  }

  #hear(message: FromStateThread): void {
    const listening = this.#listening;
    this.#listening = undefined;
    if (listening === undefined) this.#heard.push(message);
    else listening(message);
  }

  /** An answer that came too late would be taken for another one's: the thread is left to its disk. */
  #giveUp(): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#died(worker, 'the disk does not answer');
    worker.unref();
    void worker.terminate();
  }

  #died(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const id of [...this.#records.keys()]) this.#recordAnswered(id, { ok: false, reason });
    this.#hear({ type: 'unusable', reason });
  }
}
