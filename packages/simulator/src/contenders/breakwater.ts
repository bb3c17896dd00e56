import { type AttemptContext, type Breakwater, createBreakwater, type Policy, type RunOptions } from '@breakwater/core';
import { virtualClock } from '../time/virtual-time.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Answer, Receiver } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { UpstreamError } from '../world/upstream-error.ts';
import type { Caller, Contender, Host } from './contender.ts';

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
    const attempts = new Attempts(call, this.#time);
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
      controller.abort();
    };
    return { signal: controller.signal };
  }
}

/** The attempts at one call. */
class Attempts {
  readonly #call: ClientCall;
  readonly #time: VirtualTime;
  made = 0;
  #sentAtMs = 0;

  constructor(call: ClientCall, time: VirtualTime) {
    this.#call = call;
    this.#time = time;
  }

  readonly perform = ({ number }: AttemptContext): Promise<Answer> => {
    this.made = number;
    this.#sentAtMs = this.#time.nowMs;
    return new Promise((resolve, reject) => {
      this.#call.send(new AttemptReceiver(number, this, this.#call, this.#time, resolve, reject));
    });
  };

  readonly succeeded = ({ broken }: Answer): void => {
    if (broken) this.#call.fail();
    else this.#call.succeed(this.#sentAtMs);
  };

  readonly failed = (): void => this.#call.fail();
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

/** The limit that the scenario gives every contender, where the policy has none of its own. */
function withAttemptTimeout(policy: Policy, attemptTimeoutMs: number): Policy {
  if (attemptTimeoutMs === Infinity || policy.timeout === false || policy.timeout?.attempt !== undefined) return policy;
  return { ...policy, timeout: { ...policy.timeout, attempt: attemptTimeoutMs } };
}
