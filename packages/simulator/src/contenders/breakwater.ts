import {
  type AttemptContext,
  type Breakwater,
  type Classification,
  createBreakwater,
  isBreakwaterError,
  type Policy,
  type RunOptions,
} from '@breakwater/core';
import { virtualClock } from '../time/virtual-time.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Answer, Receiver } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { type Told, toldBy } from '../world/told.ts';
import { UpstreamError } from '../world/upstream-error.ts';
import type { Caller, Contender, Host } from './contender.ts';

/** Why callers leave. One for all: an error with a stack for each would cost more than the rest of the call. */
const LEFT = new DOMException('The caller has left', 'AbortError');

/** Calls through the real engine, on virtual time: the same policy, and the same code, as in production. */
export function breakwaterContender(name: string, policy: Policy = {}): Contender {
  return { name, isForgetful: false, start: (host) => new BreakwaterCaller(policy, host) };
}

class BreakwaterCaller implements Caller {
  readonly keepsTime: boolean;
  readonly #breakwater: Breakwater;
  readonly #time: VirtualTime;
  readonly #deadline: RunOptions<Answer>;
  /** How the calls failed whose callers are still to be told, by number. */
  readonly #verdicts = new Map<number, Classification>();
  #calls = 0;

  constructor(policy: Policy, { process, time, random, scenario, recorder }: Host) {
    this.keepsTime = scenario.leaving === 'deadline';
    this.#time = time;
    this.#deadline = { deadline: scenario.patienceMs };
    this.#breakwater = createBreakwater(withAttemptTimeout(policy, scenario.attemptTimeoutMs), {
      clock: virtualClock(time),
      random,
    });
    this.#breakwater.on('breaker', ({ target, from, to }) => {
      recorder.breakerChanged({ atMs: time.nowMs, process, target, to }, from === 'closed');
    });
    // What `explain` would say of its error, without the texts, which take as long as an attempt.
    this.#breakwater.on('failure', ({ call, classification }) => this.#verdicts.set(call, classification));
  }

  make(call: ClientCall): void {
    const attempts = new Attempts(++this.#calls, call, this.#time, this.#verdicts);
    const running = this.#breakwater.run(call.target, attempts.perform, this.#optionsFor(call));
    // Nothing but the answer can move a call whose first attempt is already on its way.
    if (attempts.made === 0) this.#time.stir();
    running.then(attempts.succeeded, attempts.failed);
  }

  #optionsFor(call: ClientCall): RunOptions<Answer> {
    if (this.keepsTime) return this.#deadline;
    const controller = new AbortController();
    call.onLeave = () => {
      this.#time.stir();
      controller.abort(LEFT);
    };
    return { signal: controller.signal };
  }
}

/** The attempts at one call. */
class Attempts {
  readonly #call: ClientCall;
  readonly #time: VirtualTime;
  readonly #number: number;
  readonly #verdicts: Map<number, Classification>;
  made = 0;
  #sentAtMs = 0;

  constructor(number: number, call: ClientCall, time: VirtualTime, verdicts: Map<number, Classification>) {
    this.#number = number;
    this.#call = call;
    this.#time = time;
    this.#verdicts = verdicts;
  }

  readonly perform = ({ number }: AttemptContext): PromiseLike<Answer> => {
    this.made = number;
    this.#sentAtMs = this.#time.nowMs;
    const reply = new Reply(number, this, this.#call, this.#time);
    this.#call.send(reply);
    return reply;
  };

  readonly succeeded = (answer: Answer): void => {
    if (answer.broken) this.#call.fail(toldBy(answer, this.#time.wallNowMs));
    else this.#call.succeed(this.#sentAtMs);
  };

  readonly failed = (error: unknown): void => {
    // Who has left hears nothing any more.
    if (!this.#call.isSettled) this.#call.fail(whatIsTold(error, this.#verdicts.get(this.#number)));
    this.#verdicts.delete(this.#number);
  };
}

/** What follows upon a `Reply`, which nobody asks for. */
const NEVER = new Promise<never>(() => {});

/** The answer to one attempt, as a promise that only the engine listens to: less than a real one is enough for that. */
class Reply implements Receiver, PromiseLike<Answer> {
  readonly #number: number;
  readonly #attempts: Attempts;
  readonly #call: ClientCall;
  readonly #time: VirtualTime;
  #resolve: ((answer: Answer) => unknown) | null | undefined;
  #reject: ((error: unknown) => unknown) | null | undefined;

  constructor(number: number, attempts: Attempts, call: ClientCall, time: VirtualTime) {
    this.#number = number;
    this.#attempts = attempts;
    this.#call = call;
    this.#time = time;
  }

  get isAwaited(): boolean {
    return !this.#call.isSettled && this.#attempts.made === this.#number;
  }

  then<Good, Bad>(
    resolve?: ((answer: Answer) => Good | PromiseLike<Good>) | null,
    reject?: ((error: unknown) => Bad | PromiseLike<Bad>) | null,
  ): PromiseLike<Good | Bad> {
    this.#resolve = resolve;
    this.#reject = reject;
    return NEVER;
  }

  receive(answer: Answer): void {
    this.#time.stir();
    if (answer.status === 200) this.#resolve?.(answer);
    else this.#reject?.(new UpstreamError(answer));
  }
}

/** What the caller is told: by the error itself where Breakwater refused, else by its verdict on the failure. */
function whatIsTold(error: unknown, verdict: Classification | undefined): Told {
  if (isBreakwaterError(error)) {
    const { code, retryAfterMs } = error;
    return { code: code === 'attempt-timeout' ? 504 : 'refused', retryAfterMs };
  }
  return { code: verdict?.code ?? 'refused', retryAfterMs: verdict?.retryAfterMs };
}

/** The limit that the scenario gives every contender, where the policy has none of its own. */
function withAttemptTimeout(policy: Policy, attemptTimeoutMs: number): Policy {
  if (attemptTimeoutMs === Infinity || policy.timeout === false || policy.timeout?.attempt !== undefined) return policy;
  return { ...policy, timeout: { ...policy.timeout, attempt: attemptTimeoutMs } };
}
