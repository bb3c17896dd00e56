import type { Alarm } from '../timers.ts';
import type { CallFrame, Interruptible } from './call-frame.ts';
import type { Sent } from './credential/credentials.ts';
import type { Engine } from './engine.ts';
import type { Permit } from './gate/permit.ts';
import { attemptLimitError, deadlineError } from './limit-error.ts';
import { type LiveStream, OpenStream, type StreamWatch } from './stream/open-stream.ts';
import { Thrown } from './thrown.ts';

/** What an operation is told about the attempt that it makes. */
export interface AttemptContext {
  /** Fires when the caller gives up, or when the time of the attempt or of the call is over. Made when first read. */
  readonly signal: AbortSignal;
  /** Counted from 1. */
  readonly number: number;
  /** The target of this attempt; another one than the call's when it has fallen back. */
  readonly target: string;
  /** Milliseconds that the attempt may take; Infinity for no limit. A stream: up to its first content. */
  readonly timeoutMs: number;
  /**
   * Says that the attempt is answered with a stream: its verdict falls at the stream's end, and is told to what this
   * returns. To be called once, before the operation answers, and the operation answers with the first content.
   */
  stream(live: LiveStream): StreamWatch;
}

/** Makes one attempt. */
export type Operation<Answer> = (attempt: AttemptContext) => PromiseLike<Answer> | Answer;

/**
 * One attempt. It is its own permit and its own alarm, and makes its signal only when somebody reads it: a call
 * that succeeds at once should cost one small object and no listener.
 */
export class Attempt implements AttemptContext, Permit, Alarm, Interruptible, Sent {
  readonly number: number;
  readonly target: string;
  timeoutMs: number;
  /** What it is answered with, where that is a stream. */
  opened: OpenStream | undefined = undefined;
  readonly sinceMs: number;
  /** When it came to the gate, monotonic milliseconds. */
  readonly enteredMs: number;
  readonly #call: CallFrame;
  readonly #engine: Engine;
  #controller: AbortController | undefined = undefined;
  /** Set once the attempt has been ended from outside. */
  #ended: { readonly reason: unknown } | undefined = undefined;
  #fail: ((error: unknown) => void) | undefined = undefined;
  /** What the operation returned, as it is. */
  #returned: unknown = undefined;
  /** Our own limit fired. */
  timedOut = false;

  generation = 0;
  ordinal = 0;
  sentAtMs = 0;
  answeredAtMs: number | undefined = undefined;
  triesCredential = false;
  lease: Alarm | undefined = undefined;
  outlived = false;
  dueMs = 0;
  heapIndex = -1;

  constructor(number: number, timeoutMs: number, enteredMs: number, call: CallFrame, target: string, engine: Engine) {
    this.number = number;
    this.target = target;
    this.timeoutMs = timeoutMs;
    this.sinceMs = call.startedAtMs;
    this.enteredMs = enteredMs;
    this.#call = call;
    this.#engine = engine;
  }

  /** Time at the gate before it was sent, milliseconds. */
  get waitedMs(): number {
    return this.sentAtMs - this.enteredMs;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended !== undefined) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  /**
   * Runs the operation, and ends with it, or when the caller gives up, or when its time is over: whichever comes
   * first, even if the operation pays no heed to its signal.
   *
   * @returns the answer, or what was thrown: it never rejects.
   */
  perform<Answer>(operation: Operation<Answer>): Promise<Answer | Thrown> {
    const dueMs = Math.min(this.sentAtMs + this.timeoutMs, this.#call.deadlineMs);
    if (dueMs !== Infinity) this.#engine.timers.set(this, dueMs);
    this.#call.step = this;
    return new Promise<Answer | Thrown>((resolve) => {
      const fail = (error: unknown): void => resolve(new Thrown(error));
      this.#fail = fail;
      try {
        const answer = operation(this);
        this.#returned = answer;
        if (isThenable(answer)) {
          // Of a thenable of its own the answer may be another one, which may fail.
          answer.then((good) => (isThenable(good) ? Promise.resolve(good).then(resolve, fail) : resolve(good)), fail);
        } else resolve(answer);
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Hands on what the operation brings after all, if it was given up for `reason`: nobody else will see it. */
  whenLate(reason: unknown, discard: (outcome: unknown) => void): void {
    if (this.#returned === undefined || this.#ended?.reason !== reason) return;
    Promise.resolve(this.#returned).then(discard, (late: unknown) => {
      if (late !== reason) discard(late);
    });
  }

  /** The attempt is over. */
  finish(): void {
    this.#engine.timers.cancel(this);
    this.#call.step = undefined;
  }

  onDue(nowMs: number): void {
    this.timedOut = true;
    const late = nowMs >= this.#call.deadlineMs;
    this.interrupt(
      late
        ? deadlineError(this.target, nowMs - this.#call.startedAtMs)
        : attemptLimitError(this.target, this.timeoutMs),
    );
  }

  interrupt(reason: unknown): void {
    this.#ended ??= { reason };
    // The caller hears of it before the operation does: its complaint about the signal comes too late to matter.
    this.#fail?.(reason);
    this.#controller?.abort(reason);
    this.opened?.interrupt(reason);
  }

  /** Why it was ended from outside. */
  get endReason(): unknown {
    return this.#ended?.reason;
  }

  abort(reason: unknown): void {
    this.#ended ??= { reason };
    this.#controller?.abort(reason);
  }

  stream(live: LiveStream): StreamWatch {
    this.opened = new OpenStream(live, this, this.#call, this.#engine);
    if (this.#ended !== undefined) this.opened.interrupt(this.#ended.reason);
    else this.#shorten(this.#call.firstContentMs);
    return this.opened;
  }

  #shorten(timeoutMs: number): void {
    if (timeoutMs >= this.timeoutMs) return;
    this.timeoutMs = timeoutMs;
    this.#engine.timers.set(this, Math.min(this.sentAtMs + timeoutMs, this.#call.deadlineMs));
  }
}

function isThenable<Answer>(answer: PromiseLike<Answer> | Answer): answer is PromiseLike<Answer> {
  return typeof (answer as PromiseLike<Answer> | undefined)?.then === 'function';
}
