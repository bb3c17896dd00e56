import type { Happening } from '../time/event-queue.ts';
import type { Answer, Receiver } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import type { Caller, Contender, Host } from './contender.ts';

/** What decides whether and when a failed attempt is followed by another. One per process. */
export interface RetryRules {
  /**
   * @param number - attempts made so far, from 1.
   * @returns milliseconds until the next attempt; undefined for none.
   */
  delayAfter(failed: Answer, number: number): number | undefined;
  /** An attempt succeeded. @param lastFailed - the attempt before it; undefined for a first one. */
  succeeded?(lastFailed: Answer | undefined): void;
  /** A stream that broke is begun again, as if nothing had reached the caller. */
  readonly repeatsStreams?: boolean;
}

/** A contender that is nothing but a loop around the call. */
export function retryLoop(name: string, isForgetful: boolean, rules: (host: Host) => RetryRules): Contender {
  return {
    name,
    isForgetful,
    start(host): Caller {
      const own = rules(host);
      return {
        keepsTime: false,
        make(call) {
          new Loop(call, own, host).send();
        },
      };
    },
  };
}

const TIMED_OUT: Answer = { status: 408, headers: {}, broken: false };

class Loop implements Happening {
  readonly call: ClientCall;
  readonly #rules: RetryRules;
  readonly #host: Host;
  #lastFailed: Answer | undefined = undefined;
  #isRepeated = false;
  made = 0;

  constructor(call: ClientCall, rules: RetryRules, host: Host) {
    this.call = call;
    this.#rules = rules;
    this.#host = host;
  }

  /** The pause is over. */
  happen(): void {
    if (!this.call.isSettled) this.send();
  }

  send(): void {
    const { time, scenario } = this.#host;
    const attempt = new LoopAttempt(++this.made, this, time.nowMs);
    this.call.send(attempt);
    if (scenario.attemptTimeoutMs !== Infinity) time.at(time.nowMs + scenario.attemptTimeoutMs, attempt);
  }

  end(answer: Answer, sentAtMs: number): void {
    const { time, recorder } = this.#host;
    if (answer.status === 200 && !answer.broken) {
      this.#rules.succeeded?.(this.#lastFailed);
      // A caller who got the beginning twice has no good answer.
      return this.#isRepeated ? this.call.fail() : this.call.succeed(sentAtMs);
    }
    if (answer.broken && this.#rules.repeatsStreams !== true) return this.call.fail();
    this.#lastFailed = answer;
    const delayMs = this.#rules.delayAfter(answer, this.made);
    if (delayMs === undefined) return this.call.fail();
    if (answer.broken) {
      recorder.repeated++;
      this.#isRepeated = true;
    }
    time.at(time.nowMs + delayMs, this);
  }
}

class LoopAttempt implements Receiver, Happening {
  readonly #number: number;
  readonly #loop: Loop;
  readonly #sentAtMs: number;
  #isOver = false;

  constructor(number: number, loop: Loop, sentAtMs: number) {
    this.#number = number;
    this.#loop = loop;
    this.#sentAtMs = sentAtMs;
  }

  get isAwaited(): boolean {
    return !this.#isOver && !this.#loop.call.isSettled && this.#loop.made === this.#number;
  }

  receive(answer: Answer): void {
    if (!this.isAwaited) return;
    this.#isOver = true;
    this.#loop.end(answer, this.#sentAtMs);
  }

  /** The time of the attempt is over. */
  happen(): void {
    this.receive(TIMED_OUT);
  }
}
