import { type ChildProcess, fork } from 'node:child_process';
import type { Answer, Order } from './order.ts';

/** What a worker answers when nothing went wrong. */
type GoodAnswer = Exclude<Answer, { readonly error: unknown }>;

/**
 * Megabytes of young objects between two collections. With the usual 16 thousands of calls that wait in an outage are
 * copied over and over.
 */
const YOUNG_GENERATION = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/**
 * A worker in a process of its own. Processes and not threads, because each of them can be told to collect its garbage
 * by itself: the collector's helpers of one run only take the processor away from the other runs.
 */
export class WorkerProcess {
  readonly #process: ChildProcess;
  /** Why nothing more will come of it; undefined while it lives. */
  #lost: Error | undefined = undefined;
  /** Who waits for its answer. */
  #reject: ((error: unknown) => void) | undefined = undefined;

  constructor() {
    // The source when run from source, the build when built.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#process = fork(new URL(`worker.${extension}`, import.meta.url), {
      execArgv: [...process.execArgv, '--single-threaded-gc', ...YOUNG_GENERATION],
      serialization: 'advanced',
    });
    // Listened to from the beginning: it may also be lost while it is asked for nothing.
    this.#process.on('error', (error) => this.#lose(notReached(error)));
    this.#process.on('exit', (code, signal) => this.#lose(ended(code, signal)));
  }

  /** The number of its process; undefined where that could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * One order at a time.
   * @throws what went wrong in the worker, or an Error that says how it was lost, and what to do.
   */
  ask(order: Order): Promise<GoodAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) return reject(this.#lost);
      this.#reject = reject;
      this.#process.once('message', (answer: Answer) => {
        this.#reject = undefined;
        if ('error' in answer) reject(answer.error);
        else resolve(answer);
      });
      this.#process.send(order, (error) => {
        if (error !== null) this.#lose(notReached(error));
      });
    });
  }

  stop(): void {
    this.#process.kill();
  }

  #lose(why: Error): void {
    this.#lost ??= why;
    this.#reject?.(this.#lost);
    this.#reject = undefined;
  }
}

function notReached(cause: Error): Error {
  return new Error(
    `A process of the simulation could not be started or reached: ${cause.message}. It takes one for each processor: check the limits of processes and of memory here.`,
    { cause },
  );
}

/** V8 aborts when it has no memory left, and the system kills who takes too much of it. */
const OUT_OF_MEMORY: readonly (string | number | null)[] = ['SIGABRT', 'SIGKILL', 134, 137];

function ended(code: number | null, signal: string | null): Error {
  const how = signal ?? `exit code ${code}`;
  const advice = OUT_OF_MEMORY.includes(signal ?? code)
    ? 'Most likely there was too little memory: take a smaller --load, or NODE_OPTIONS=--max-old-space-size=4096.'
    : 'Whatever it wrote before that is above; a module of --contenders must not end its process.';
  return new Error(`A process of the simulation ended early (${how}). ${advice}`);
}
