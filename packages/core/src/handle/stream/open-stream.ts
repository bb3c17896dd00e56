import { classify } from '../../classify/classify.ts';
import { detect } from '../../detect/detect.ts';
import type { Failure } from '../../detect/failure.ts';
import type { StreamProgress } from '../../detect/stream/stream-judge.ts';
import type { Alarm } from '../../timers.ts';
import type { CallFrame, Interruptible } from '../call-frame.ts';
import type { Engine } from '../engine.ts';
import type { Permit } from '../gate/permit.ts';
import { deadlineError, silenceError } from '../limit-error.ts';
import { StreamInterruptedError } from './stream-interrupted-error.ts';

/** A stream that an attempt is answered with, as the engine sees it: the guard around it is one. */
export interface LiveStream extends StreamProgress {
  /** The answer is whole: whatever becomes of the stream now is no failure. */
  readonly isWhole: boolean;
  /** Ends it from outside: the caller left, or a limit fired. Its reader hears the reason, unless the answer is whole. */
  interrupt(reason: unknown): void;
}

/** What the engine is told about a stream as it passes. The first verdict counts. */
export interface StreamWatch {
  /** The upstream is waited for. */
  waiting(): void;
  /** It sent something. */
  arrived(content: boolean): void;
  /** Nothing of the answer is missing. */
  complete(): void;
  /** @param lastError - what the connection failed with, where it did. */
  fail(failure: Failure, lastError?: unknown): void;
  /** The reader wants no more of it: neither a failure nor a success, unless the answer is whole. */
  abandon(): void;
  /** It ended, and its reader knows. */
  close(): void;
  /** What the reader is to hear of a stream that failed; undefined while it has not. */
  readonly error: StreamInterruptedError | undefined;
}

/** How a stream ended. */
export type StreamEnding =
  | { readonly kind: 'complete' | 'abandoned' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly lastError: unknown };

/** What the call of a stream does when that ends. Each is called once, in this order. */
export interface StreamOwner {
  /** The verdict has fallen. */
  settled(ending: StreamEnding): void;
  /** Nothing more will come of it. */
  over(): void;
}

/** The attempt that was answered with the stream. */
interface Answered extends Permit {
  readonly target: string;
  /** Fires its signal. */
  abort(reason: unknown): void;
}

/**
 * A stream under way, which keeps the permit of its attempt until its verdict falls. Up to its first content it is part
 * of the attempt. From then on limits of its own hold: `idle` between two pieces of content, and the call's deadline.
 */
export class OpenStream implements StreamWatch, Alarm, Interruptible {
  dueMs = 0;
  heapIndex = -1;
  /** How it ended; undefined while it runs. */
  ending: StreamEnding | undefined;
  readonly #live: LiveStream;
  readonly #attempt: Answered;
  readonly #call: CallFrame;
  readonly #idleMs: number;
  readonly #engine: Engine;
  /** Undefined until the caller has it. */
  #owner: StreamOwner | undefined;
  #error: StreamInterruptedError | undefined;
  #isOver = false;
  /** A read is under way. */
  #reading = false;
  /** Since when content is waited for; undefined where nobody reads, or content has just come. */
  #waitingSinceMs: number | undefined;
  /** When content last came. */
  #lastMs = 0;

  constructor(live: LiveStream, attempt: Answered, call: CallFrame, engine: Engine) {
    this.#live = live;
    this.#attempt = attempt;
    this.#call = call;
    this.#idleMs = call.idleMs;
    this.#engine = engine;
  }

  get error(): StreamInterruptedError | undefined {
    if (this.#error !== undefined || this.ending?.kind !== 'failed') return this.#error;
    return (this.#error = this.#interruption(this.ending));
  }

  waiting(): void {
    this.#reading = true;
    if (this.#waitingSinceMs !== undefined) return;
    const nowMs = this.#engine.clock.now();
    this.#waitingSinceMs = nowMs;
    // The alarm mostly stands already, from an earlier wait, and finds out when it goes off.
    if (this.heapIndex < 0 || this.dueMs > nowMs + this.#idleMs) this.#arm(nowMs + this.#idleMs);
  }

  arrived(content: boolean): void {
    this.#reading = false;
    if (!content) return;
    this.#waitingSinceMs = undefined;
    this.#lastMs = this.#engine.clock.now();
    this.#attempt.answeredAtMs ??= this.#lastMs;
  }

  complete(): void {
    this.#settle({ kind: 'complete' });
  }

  fail(failure: Failure, lastError?: unknown): void {
    this.#settleFailed(failure, lastError);
    this.#letGo();
  }

  abandon(): void {
    this.#settleUnread();
    this.#letGo();
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#engine.timers.cancel(this);
    this.#owner?.over();
  }

  /** The caller has it now, and the verdict falls later; at once where the stream has ended already. */
  handOver(owner: StreamOwner): void {
    this.#owner = owner;
    this.#lastMs = this.#engine.clock.now();
    this.#arm(this.#lastMs + this.#idleMs);
    if (this.ending !== undefined) owner.settled(this.ending);
    if (this.#isOver) owner.over();
  }

  /** The caller left, or the attempt was cut off before there was any content. */
  interrupt(reason: unknown): void {
    this.#settleUnread();
    this.#end(reason);
  }

  onDue(nowMs: number): void {
    const { deadlineMs, startedAtMs } = this.#call;
    const { target } = this.#attempt;
    const silentMs = nowMs - (this.#waitingSinceMs ?? nowMs);
    if (nowMs >= deadlineMs) this.#expire(deadlineError(target, nowMs - startedAtMs));
    else if (!this.#reading) this.#rest(nowMs);
    else if (silentMs >= this.#idleMs) this.#expire(silenceError(target, silentMs));
    else this.#arm((this.#waitingSinceMs ?? nowMs) + this.#idleMs);
  }

  #expire(limit: Error): void {
    if (this.#live.isWhole) this.complete();
    else this.#settleFailed(detect(limit, { timedOut: true }), limit);
    this.#end(this.#error ?? limit);
  }

  /** Nobody reads: the permit is given back, and the stream waits for its reader or for the deadline. */
  #rest(nowMs: number): void {
    this.#waitingSinceMs = undefined;
    if (nowMs < this.#lastMs + this.#idleMs) return this.#arm(this.#lastMs + this.#idleMs);
    this.#settleUnread();
    this.#arm(Infinity);
  }

  /** Nothing more is read. Some libraries close a connection only when they are told by its signal. */
  #letGo(): void {
    this.#attempt.abort(undefined);
    this.close();
  }

  #settleFailed(failure: Failure, lastError: unknown): void {
    const ending = { kind: 'failed', failure, lastError } as const;
    // It was given up unread, and broke when somebody read it after all.
    if (this.ending?.kind === 'abandoned') this.#error ??= this.#interruption(ending);
    this.#settle(ending);
  }

  /** It is not read to its end, by no fault of the upstream. */
  #settleUnread(): void {
    this.#settle({ kind: this.#live.isWhole ? 'complete' : 'abandoned' });
  }

  #arm(dueMs: number): void {
    if (this.#owner === undefined || this.#isOver) return;
    this.#engine.timers.set(this, Math.min(dueMs, this.#call.deadlineMs));
  }

  #settle(ending: StreamEnding): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.#owner?.settled(ending);
  }

  #end(reason: unknown): void {
    this.#live.interrupt(reason);
    this.#attempt.abort(reason);
    this.close();
  }

  #interruption({ failure, lastError }: Extract<StreamEnding, { kind: 'failed' }>): StreamInterruptedError {
    const { target } = this.#attempt;
    const classification = classify(failure, { rules: this.#engine.rules });
    return new StreamInterruptedError({ target, failure, classification, delivered: this.#live, lastError });
  }
}
