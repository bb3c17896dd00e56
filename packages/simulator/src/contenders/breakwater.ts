import {
  type AttemptContext,
  type Breakwater,
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
  }

  make(call: ClientCall): void {
    const attempts = new Attempts(call, this.#time, this.#breakwater);
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
  readonly #breakwater: Breakwater;
  made = 0;
  #sentAtMs = 0;

  constructor(call: ClientCall, time: VirtualTime, breakwater: Breakwater) {
    this.#call = call;
    this.#time = time;
    this.#breakwater = breakwater;
  }

  readonly perform = ({ number }: AttemptContext): Promise<Answer> => {
    this.made = number;
    this.#sentAtMs = this.#time.nowMs;
    return new Promise((resolve, reject) => {
      this.#call.send(new AttemptReceiver(number, this, this.#call, this.#time, resolve, reject));
    });
  };

  readonly succeeded = (answer: Answer): void => {
    if (answer.broken) this.#call.fail(toldBy(answer, this.#time.wallNowMs));
    else this.#call.succeed(this.#sentAtMs);
  };

  readonly failed = (error: unknown): void => {
    // Who has left hears nothing any more.
    if (!this.#call.isSettled) this.#call.fail(whatIsTold(error, this.#breakwater));
  };
}

class AttemptReceiver implements Receiver {
  readonly #number: number;
  readonly #attempts: Attempts;
  readonly #call: ClientCall;
  readonly #time: VirtualTime;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    number: number,
    attempts: Attempts,
    call: ClientCall,
    time: VirtualTime,
    resolve: (answer: Answer) => void,
    reject: (error: Error) => void,
  ) {
    this.#number = number;
    this.#attempts = attempts;
    this.#call = call;
    this.#time = time;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isAwaited(): boolean {
    return !this.#call.isSettled && this.#attempts.made === this.#number;
  }

  receive(answer: Answer): void {
    this.#time.stir();
    if (answer.status === 200) this.#resolve(answer);
    else this.#reject(new UpstreamError(answer));
  }
}

/** What the caller is told: by the error itself where Breakwater refused, else by what it explains of the failure. */
function whatIsTold(error: unknown, breakwater: Breakwater): Told {
  if (isBreakwaterError(error)) {
    const { code, retryAfterMs } = error;
    return { code: code === 'attempt-timeout' ? 504 : 'refused', retryAfterMs };
  }
  const { code, retryAfterMs } = breakwater.explain(error).classification;
  return { code: code ?? 'refused', retryAfterMs };
}

/** The limit that the scenario gives every contender, where the policy has none of its own. */
function withAttemptTimeout(policy: Policy, attemptTimeoutMs: number): Policy {
  if (attemptTimeoutMs === Infinity || policy.timeout === false || policy.timeout?.attempt !== undefined) return policy;
  return { ...policy, timeout: { ...policy.timeout, attempt: attemptTimeoutMs } };
}
