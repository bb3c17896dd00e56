import { classify } from '../classify/classify.ts';
import type { Classification } from '../classify/classification.ts';
import { detect } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import type { BreakwaterError } from '../errors.ts';
import { parseDuration } from '../policy/parse-duration.ts';
import type { AttemptRecord, StopReason } from '../report/explain.ts';
import { Attempt, type Operation } from './attempt.ts';
import { attemptLimitMs } from './attempt-limit.ts';
import { bookFailure, bookSuccess, bookUnsent } from './book-attempt.ts';
import { tellAttempt, tellRefusal, tellRetry, tellSuccess } from './call-events.ts';
import type { CallFrame, Interruptible } from './call-frame.ts';
import { conclude, depart, refusalOf } from './conclude.ts';
import { departure, type Ended, failureIn, hasFired } from './ended.ts';
import type { Engine } from './engine.ts';
import { ISOLATED, type Refusal } from './gate/refusal.ts';
import { verdictMs } from './gate/verdict.ts';
import { ABANDONED } from './gate/settlement.ts';
import { heed } from './heed.ts';
import { letGo } from './let-go.ts';
import { longestWaitMs } from './longest-wait.ts';
import { noteQuota } from './note-quota.ts';
import { pause } from './pause.ts';
import { decide, type Decision } from './retry/decide.ts';
import type { RunOptions } from './run-options.ts';
import type { TargetState } from './target.ts';
import { stopReason } from './refusal-error.ts';
import { shutOut } from './shut-out.ts';
import { standingOf } from './standing.ts';
import type { OpenStream } from './stream/open-stream.ts';
import { waitTurn } from './turn.ts';

/** One call at one target: gate, attempt, verdict, and again while that makes sense. */
export class Call<Answer> implements CallFrame {
  step: Interruptible | undefined = undefined;
  waitedMs = 0;
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  readonly sequence: number;
  readonly priority: number;
  readonly #engine: Engine;
  /** Where the call goes. */
  readonly target: TargetState;
  readonly #options: RunOptions<Answer>;
  readonly #credential: string;
  /** The limit of the next attempt, milliseconds. */
  #timeoutMs: number;
  firstContentMs: number;
  readonly idleMs: number;
  /** The caller has a stream whose verdict is to come. */
  #streaming = false;
  /** What the retry under way has cost, and whether it is still to be sent. */
  #cost = 0;
  #unsent = false;
  /** How the last attempt ended; undefined before the first has failed. */
  #last: Ended<Answer> | undefined = undefined;
  #history: AttemptRecord[] | undefined = undefined;
  /** What was refused, when no attempt was ever let through. */
  #refusal: BreakwaterError | undefined = undefined;
  /** Undefined while it goes on, and when its caller left. */
  #ended: 'succeeded' | 'failed' | undefined = undefined;
  /** Attempts that failed at other targets before. */
  #earlier = 0;

  /** @param earlier - the same call at another target, where it failed for good. */
  constructor(engine: Engine, target: TargetState, options: RunOptions<Answer>, earlier?: Call<Answer>) {
    const { timeout } = target.policy;
    this.#engine = engine;
    this.target = target;
    this.#options = options;
    this.#credential = options.credential ?? '';
    this.#timeoutMs = attemptLimitMs(timeout, target.statistics);
    this.firstContentMs = timeout.firstContentMs;
    this.idleMs = timeout.idleMs;
    this.startedAtMs = engine.clock.now();
    const totalMs = options.deadline === undefined ? timeout.totalMs : parseDuration(options.deadline, 'deadline');
    this.deadlineMs = this.startedAtMs + totalMs;
    this.sequence = earlier?.sequence ?? ++engine.calls;
    this.priority = options.priority ?? 0;
    target.usedAtMs = this.startedAtMs;
    if (earlier === undefined) return;
    this.#last = earlier.#last;
    this.#history = earlier.#history;
    this.#earlier = this.#history?.length ?? 0;
  }

  /** Whether an attempt was sent, here or at an earlier target: a one-shot body is spent. */
  get wasSent(): boolean {
    return this.#history !== undefined;
  }

  /** Why the call failed for good; undefined while it has not. */
  get verdict(): Classification | undefined {
    if (this.#ended !== 'failed') return undefined;
    return this.#history?.at(-1)?.classification ?? classify(detect(this.#refusal), { rules: this.#engine.rules });
  }

  /**
   * The refusal of a call that may not wait, before anything is made for an attempt: refusals come in storms. Undefined
   * for a call that may go, wait, or has been given up.
   */
  refuseAtOnce(): BreakwaterError | undefined {
    const { gate } = this.target;
    if (this.#options.signal?.aborted === true) return undefined;
    const refused = shutOut(this.target, this.#credential, this.startedAtMs);
    if (refused !== undefined) return this.#refuse(refused);
    if (gate.options.whenOpen !== 'fail' || gate.isOpen(this.startedAtMs)) return undefined;
    if (longestWaitMs(1, 0, verdictMs(gate), this.target.policy) > 0) return undefined;
    return this.#refuse(gate.turnAway(this.startedAtMs));
  }

  /**
   * @returns the answer of the operation; also one in which `inspect` saw a failure, when no attempt is left.
   * @throws the last error of the operation, the same object; the caller's own reason when it gave up; a
   *   `BreakwaterError` when no attempt was let through, or the last one was cut off at its limit.
   */
  async run(operation: Operation<Answer>): Promise<Answer> {
    const { signal, streaming = false } = this.#options;
    const { gate, credentials } = this.target;
    let onAbort: (() => void) | undefined;
    this.target.callsUnderWay++;
    try {
      signal?.throwIfAborted();
      if (signal !== undefined) onAbort = heed(this, signal);
      for (let number = 1; ; number++) {
        const enteredMs = number === 1 ? this.startedAtMs : this.#engine.clock.now();
        if (enteredMs >= this.deadlineMs) return this.#refused({ code: 'deadline-exceeded', retryAfterMs: undefined });
        // Asked before the gate, so that nobody waits there in vain, and behind it, where others may have come first.
        const refused = shutOut(this.target, this.#credential, enteredMs);
        if (refused !== undefined) return this.#refused(refused);
        const limitMs = streaming ? Math.min(this.#timeoutMs, this.firstContentMs) : this.#timeoutMs;
        const attempt = new Attempt(number, this.target.name, limitMs, this, this.#engine);
        if (!gate.tryAdmit(attempt, enteredMs)) {
          const refusal = await waitTurn(attempt, this, this.target, enteredMs);
          if (refusal !== undefined) return this.#refused(this.target.isolated ? ISOLATED : refusal);
        }
        // It may have left since its turn came, or a listener made it leave.
        if (hasFired(signal)) {
          gate.settle(attempt, ABANDONED, this.#engine.clock.now());
          throw signal?.reason;
        }
        const pausedNow = credentials.paused && credentials.admit(this.#credential, attempt);
        if (pausedNow !== undefined) {
          gate.settle(attempt, ABANDONED, attempt.sentAtMs);
          return this.#refused(pausedNow);
        }
        this.#unsent = false;
        if (this.#last !== undefined) this.#releaseLast();
        let ended: Ended<Answer>;
        try {
          ended = { answer: await attempt.perform(operation) };
        } catch (error) {
          // Whatever the operation made of it: a caller who gave up hears its own reason.
          ended = { error: hasFired(signal) ? signal?.reason : error };
          if (error !== ended.error) letGo(this.#options, error);
          if (this.#options.release !== undefined) attempt.whenLate(error, (late) => letGo(this.#options, late));
        }
        const nowMs = this.#engine.clock.now();
        attempt.finish();
        const waitedMs = attempt.sentAtMs - enteredMs;
        const { opened } = attempt;
        if (opened !== undefined && 'answer' in ended) {
          const { ending } = opened;
          if (ending?.kind === 'abandoned') {
            letGo(this.#options, ended.answer); // given up in the moment of its first content
            ended = { error: attempt.endReason };
          } else if (ending?.kind !== 'failed') return this.#handOver(opened, attempt, ended.answer, waitedMs, onAbort);
        }
        const failure = failureIn(ended, attempt, this.#options, this.#engine.clock);
        if (failure === undefined) return this.#succeed(attempt, (ended as { answer: Answer }).answer, waitedMs, nowMs);
        const decision = this.#fail(attempt, failure, waitedMs, nowMs);
        this.#last = ended;
        if (!decision.retry) return this.#end(ended, decision.stopped);
        signal?.throwIfAborted();
        await pause(this, decision.delayMs, this.#engine.clock, this.#engine.timers);
        signal?.throwIfAborted();
      }
    } finally {
      if (this.#unsent) bookUnsent(this.target, this.#cost);
      if (!this.#streaming) this.#leave(onAbort);
    }
  }

  /** Nothing more will come of this call. */
  #leave(onAbort: (() => void) | undefined): void {
    this.step = undefined;
    if (onAbort !== undefined) this.#options.signal?.removeEventListener('abort', onAbort);
    this.target.callsUnderWay--;
    if (this.#ended === undefined) this.#cancel();
  }

  /** Leaves the verdict on an attempt to the stream that it was answered with. */
  #handOver(stream: OpenStream, attempt: Attempt, answer: Answer, waitedMs: number, onAbort?: () => void): Answer {
    this.#streaming = true;
    this.step = stream;
    stream.handOver({
      settled: (ending) => {
        const nowMs = this.#engine.clock.now();
        if (ending.kind === 'complete') return void this.#succeed(attempt, answer, waitedMs, nowMs);
        const failure = ending.kind === 'failed' ? ending.failure : departure(this.#engine.clock);
        this.#book(attempt, failure, waitedMs, nowMs);
        if (ending.kind === 'failed') this.#conclude([stream.error, answer], 'content-delivered');
      },
      over: () => this.#leave(onAbort),
    });
    return answer;
  }

  #succeed(attempt: Attempt, answer: Answer, waitedMs: number, nowMs: number): Answer {
    const { number, sentAtMs } = attempt;
    bookSuccess(this.target, this.#credential, attempt, this.#cost, nowMs);
    this.#ended = 'succeeded';
    noteQuota(answer, this.#options, this.target.gate, this.#engine.clock, nowMs);
    // Nearly always nobody listens, and then not even what the events are made of is worth making.
    if (this.#engine.events.none) return answer;
    tellAttempt(this.#engine, this, attempt, { durationMs: nowMs - sentAtMs, waitedMs, classification: undefined });
    tellSuccess(this.#engine, this, { attempts: number, durationMs: nowMs - this.startedAtMs });
    return answer;
  }

  /** Books a failed attempt everywhere. */
  #book(attempt: Attempt, failure: Failure, waitedMs: number, nowMs: number): AttemptRecord {
    const classification = classify(failure, { rules: this.#engine.rules });
    const { number, target, sentAtMs } = attempt;
    const durationMs = nowMs - sentAtMs;
    bookFailure(this.target, this.#credential, attempt, classification, nowMs);
    const record: AttemptRecord = { number, target, classification, durationMs, waitedMs };
    this.#history = [...(this.#history ?? []), record];
    tellAttempt(this.#engine, this, attempt, { durationMs, waitedMs, classification });
    return record;
  }

  /** Books a failed attempt, and decides what follows. */
  #fail(attempt: Attempt, failure: Failure, waitedMs: number, nowMs: number): Decision {
    const { policy } = this.target;
    const record = this.#book(attempt, failure, waitedMs, nowMs);
    const { classification, number } = record;
    const growth = classification.code === 504 ? policy.timeout.growth : 1;
    this.#timeoutMs *= growth;
    this.firstContentMs *= growth;
    const { resendable = true, idempotent = false } = this.#options;
    const request = { resendable, idempotent };
    // One object spread, and first: those behind it are copied by name, which takes ten times as long.
    const facts = { ...standingOf(this.target, this.deadlineMs, nowMs), failure, classification, number, request };
    const decision = decide(facts, policy.retry, this.#engine.random);
    if (!decision.retry) return decision;
    record.delayMs = decision.delayMs;
    this.#cost = decision.cost;
    this.#unsent = true;
    this.target.budget -= decision.cost;
    tellRetry(this.#engine, this, number + 1, decision, classification);
    return decision;
  }

  /** Lets go of what the last attempt ended with: another one has begun, and the caller will not get it. */
  #releaseLast(): void {
    const last = this.#last as Ended<Answer>;
    this.#last = undefined;
    letGo(this.#options, 'answer' in last ? last.answer : last.error);
  }

  /** No attempt was let through: the last failure says more than the refusal, where there is one. */
  #refused(refusal: Refusal): Answer {
    if (this.#last === undefined) throw this.#refuse(refusal);
    this.#noteRefusal(refusal);
    return this.#end(this.#last, stopReason(refusal));
  }

  #refuse(refusal: Refusal): BreakwaterError {
    this.#noteRefusal(refusal);
    this.target.statistics.callSettled(0, false);
    this.#ended = 'failed';
    return (this.#refusal = refusalOf(this.#engine, this, refusal));
  }

  #noteRefusal(refusal: Refusal): void {
    this.target.statistics.refused(refusal.code);
    tellRefusal(this.#engine, this, refusal, (this.#history?.length ?? 0) - this.#earlier);
  }

  /** The call has failed for good: the caller gets what the last attempt ended with, as it is. */
  #end(ended: Ended<Answer>, stopped: StopReason): Answer {
    if (stopped === 'cancelled') this.#last = undefined; // the caller gets it
    this.#conclude('error' in ended ? [ended.error] : [ended.answer], stopped);
    if ('error' in ended) throw ended.error;
    return ended.answer;
  }

  #conclude(given: readonly unknown[], stopped: StopReason): void {
    if (stopped !== 'cancelled') this.#ended = 'failed';
    conclude(this.#engine, this, given, stopped, this.#history as AttemptRecord[], this.#earlier);
  }

  /** The caller left. */
  #cancel(): void {
    if (this.#last !== undefined) this.#releaseLast();
    depart(this.#engine, this, this.#options, this.#history ?? [], this.#earlier);
  }
}
