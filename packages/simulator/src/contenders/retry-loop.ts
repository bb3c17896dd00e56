import type { Happening } from '../time/event-queue.ts';
import type { Answer } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { toldBy } from '../world/told.ts';
import type { Caller, Contender, Host } from './contender.ts';
import { OneAttempt } from './one-attempt.ts';

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

class Loop implements Happening {
  readonly #call: ClientCall;
  readonly #rules: RetryRules;
  readonly #host: Host;
  #lastFailed: Answer | undefined = undefined;
  #isRepeated = false;
  #made = 0;

  constructor(call: ClientCall, rules: RetryRules, host: Host) {
    this.#call = call;
    this.#rules = rules;
    this.#host = host;
  }

  /** The pause is over. */
  happen(): void {
    if (!this.#call.isSettled) this.send();
  }

  send(): void {
    this.#made++;
    void new OneAttempt(this.#call, this.#host, this.#end);
  }

  readonly #end = (answer: Answer, sentAtMs: number): void => {
    if (this.#call.isSettled) return;
    const { time, recorder } = this.#host;
    if (answer.status === 200 && !answer.broken) {
      this.#rules.succeeded?.(this.#lastFailed);
      // A caller who got the beginning twice has no good answer.
      return this.#isRepeated ? this.#call.fail() : this.#call.succeed(sentAtMs);
    }
    if (answer.broken && this.#rules.repeatsStreams !== true) return this.#call.fail(toldBy(answer, time.wallNowMs));
    this.#lastFailed = answer;
    const delayMs = this.#rules.delayAfter(answer, this.#made);
    if (delayMs === undefined) return this.#call.fail(toldBy(answer, time.wallNowMs));
    if (answer.broken) {
      recorder.repeated++;
      this.#isRepeated = true;
    }
    time.at(time.nowMs + delayMs, this);
  };
}
