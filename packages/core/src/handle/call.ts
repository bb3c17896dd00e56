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
import { tellAttempt, tellRetry, tellSuccess } from './call-events.ts';
import type { CallFrame, Interruptible } from './call-frame.ts';
import { caught } from './caught.ts';
import { conclude, depart, noteRefusal, refusalOf } from './conclude.ts';
import { type Answered, departure, type Ended, failureIn, hasFired } from './ended.ts';
import type { Engine } from './engine.ts';
import { ISOLATED, LATE, type Refusal } from './gate/refusal.ts';
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
import { Thrown } from './thrown.ts';
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
  streaming = false;
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
  run(operation: Operation<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      void this.#pursue(operation, (ended) => ('error' in ended ? reject(ended.error) : resolve(ended.answer)));
    });
  }

  /** Never rejects. @param settle - called once, when the call has ended. */
  async #pursue(operation: Operation<Answer>, settle: (ended: Ended<Answer>) => void): Promise<void> {
    const { signal, streaming = false } = this.#options;
    const { gate, credentials } = this.target;
    let onAbort: (() => void) | undefined;
    this.target.callsUnderWay++;
    try {
      signal?.throwIfAborted();
      if (signal !== undefined) onAbort = heed(this, signal);
      for (let number = 1; ; number++) {
        const enteredMs = number === 1 ? this.startedAtMs : this.#engine.clock.now();
        if (enteredMs >= this.deadlineMs) return settle(this.#refused(LATE));
        // Asked before the gate, so that nobody waits there in vain, and behind it, where others may have come first.
        const refused = shutOut(this.target, this.#credential, enteredMs);
        if (refused !== undefined) return settle(this.#refused(refused));
        const limitMs = streaming ? Math.min(this.#timeoutMs, this.firstContentMs) : this.#timeoutMs;
        const attempt = new Attempt(number, limitMs, enteredMs, this, this.target.name, this.#engine);
        if (!gate.tryAdmit(attempt, enteredMs)) {
          const refusal = await waitTurn(attempt, this, this.target);
          if (refusal !== undefined) return settle(this.#refused(this.target.isolated ? ISOLATED : refusal));
        }
        // It may have left since its turn came, or a listener made it leave.
        if (hasFired(signal)) {
          gate.settle(attempt, ABANDONED, this.#engine.clock.now());
          throw signal?.reason;
        }
        const pausedNow = credentials.paused && credentials.admit(this.#credential, attempt);
        if (pausedNow !== undefined) {
          gate.settle(attempt, ABANDONED, attempt.sentAtMs);
          return settle(this.#refused(pausedNow));
        }
        this.#unsent = false;
        if (this.#last !== undefined) this.#releaseLast();
        const outcome = await attempt.perform(operation);
        attempt.finish();
        const next = this.#review(attempt, outcome, onAbort);
        if (typeof next === 'object') return settle(next);
        signal?.throwIfAborted();
        await pause(this, next, this.#engine.clock, this.#engine.timers);
        signal?.throwIfAborted();
      }
    } catch (error) {
      settle({ error });
    } finally {
      if (this.#unsent) bookUnsent(this.target, this.#cost);
      if (!this.streaming) this.#leave(onAbort);
    }
  }

  /** What an attempt has come to: how the call ends, or how long to wait before the next one, milliseconds. */
  #review(attempt: Attempt, outcome: Answer | Thrown, onAbort?: () => void): Ended<Answer> | number {
    const nowMs = this.#engine.clock.now();
    const { opened } = attempt;
    let ended = outcome instanceof Thrown ? caught(outcome.error, attempt, this.#options) : { answer: outcome };
    if (opened !== undefined && 'answer' in ended) {
      if (opened.ending?.kind === 'abandoned') {
        letGo(this.#options, ended.answer); // given up in the moment of its first content
        ended = { error: attempt.endReason };
      } else if (opened.ending?.kind !== 'failed') return this.#handOver(opened, attempt, ended, onAbort);
    }
    const failure = failureIn(ended, attempt, this.#options, this.#engine.clock);
    if (failure === undefined) return this.#succeed(attempt, ended as Answered<Answer>, nowMs);
    const decision = this.#fail(attempt, failure, nowMs);
    this.#last = ended;
    return decision.retry ? decision.delayMs : this.#end(ended, decision.stopped);
  }

  /** Nothing more will come of this call. */
  #leave(onAbort: (() => void) | undefined): void {
    this.step = undefined;
    if (onAbort !== undefined) this.#options.signal?.removeEventListener('abort', onAbort);
    this.target.callsUnderWay--;
    if (this.#ended === undefined) this.#cancel();
  }

  /** Leaves the verdict on an attempt to the stream that it was answered with. */
  #handOver(stream: OpenStream, attempt: Attempt, ended: Answered<Answer>, onAbort?: () => void): Answered<Answer> {
    this.streaming = true;
    this.step = stream;
    stream.handOver({
      settled: (ending) => {
        const nowMs = this.#engine.clock.now();
        if (ending.kind === 'complete') return void this.#succeed(attempt, ended, nowMs);
        const failure = ending.kind === 'failed' ? ending.failure : departure(this.#engine.clock);
        this.#book(attempt, failure, nowMs);
        if (ending.kind === 'failed') this.#conclude([stream.error, ended.answer], 'content-delivered');
      },
      over: () => this.#leave(onAbort),
    });
    return ended;
  }

  #succeed(attempt: Attempt, ended: Answered<Answer>, nowMs: number): Answered<Answer> {
    const { number, sentAtMs } = attempt;
    bookSuccess(this.target, this.#credential, attempt, this.#cost, nowMs);
    this.#ended = 'succeeded';
    noteQuota(ended.answer, this.#options, this.target.gate, this.#engine.clock, nowMs);
    // Nearly always nobody listens, and then not even what the events are made of is worth making.
    if (this.#engine.events.none) return ended;
    tellAttempt(this.#engine, this, attempt, nowMs - sentAtMs, undefined);
    tellSuccess(this.#engine, this, { attempts: number, durationMs: nowMs - this.startedAtMs });
    return ended;
  }

  /** Books a failed attempt everywhere. */
  #book(attempt: Attempt, failure: Failure, nowMs: number): AttemptRecord {
    const classification = classify(failure, { rules: this.#engine.rules });
    const { number, target, sentAtMs, waitedMs } = attempt;
    const durationMs = nowMs - sentAtMs;
    bookFailure(this.target, this.#credential, attempt, classification, nowMs);
    const record: AttemptRecord = { number, target, classification, durationMs, waitedMs };
    this.#history = [...(this.#history ?? []), record];
    tellAttempt(this.#engine, this, attempt, durationMs, classification);
    return record;
  }

  /** Books a failed attempt, and decides what follows. */
  #fail(attempt: Attempt, failure: Failure, nowMs: number): Decision {
    const { policy } = this.target;
    const record = this.#book(attempt, failure, nowMs);
    const { classification, number } = record;
    const growth = classification.code === 504 ? policy.timeout.growth : 1;
    this.#timeoutMs *= growth;
    this.firstContentMs *= growth;
    // One object spread, and first: those behind it are copied by name, which takes ten times as long.
    const standing = standingOf(this.target, this, this.#options, nowMs);
    const facts = { ...standing, failure, classification, number, request: this.#options };
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
  #refused(refusal: Refusal): Ended<Answer> {
    if (this.#last === undefined) return { error: this.#refuse(refusal) };
    noteRefusal(this.#engine, this, refusal, (this.#history?.length ?? 0) - this.#earlier);
    return this.#end(this.#last, stopReason(refusal));
  }

  #refuse(refusal: Refusal): BreakwaterError {
    noteRefusal(this.#engine, this, refusal, 0);
    this.target.statistics.callSettled(0, false);
    this.#ended = 'failed';
    return (this.#refusal = refusalOf(this.#engine, this, refusal));
  }

  /** The call has failed for good: the caller gets what the last attempt ended with, as it is. */
  #end(ended: Ended<Answer>, stopped: StopReason): Ended<Answer> {
    if (stopped === 'cancelled') this.#last = undefined; // the caller gets it
    this.#conclude('error' in ended ? [ended.error] : [ended.answer], stopped);
    return ended;
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
