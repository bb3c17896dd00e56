import type { Alarm, Timers } from '../../timers.ts';

/** Asks whether a target is well, by other means than a call. */
export type Check = (signal: AbortSignal) => PromiseLike<boolean> | boolean;

/** A check that has said nothing after this long has said no. */
const LIMIT_MS = 10_000;

/**
 * Asks the user's health check in place of a probe, where there is one and the target went down with a 502: behind a
 * gateway that is up there is an upstream that is not, and a check is cheaper than somebody's call.
 */
export class Health {
  readonly #check: Check | undefined;
  readonly #timers: Timers;
  readonly #answered: (good: boolean) => void;
  #asking: AbortController | undefined;
  /** No probe goes out before a check has said yes. */
  isAwaited = false;

  /** @param answered - called after each check that still matters. */
  constructor(check: Check | undefined, timers: Timers, answered: (good: boolean) => void) {
    this.#check = check;
    this.#timers = timers;
    this.#answered = answered;
  }

  /** The target went down, or is down still. */
  down(badGateway: boolean): void {
    this.#asking = undefined;
    this.isAwaited = badGateway && this.#check !== undefined;
  }

  /** A probe is due. */
  ask(nowMs: number): void {
    if (!this.isAwaited || this.#asking !== undefined) return;
    const asking = new AbortController();
    const limit: Alarm = {
      dueMs: 0,
      heapIndex: -1,
      onDue: () => {
        this.#answer(asking, false);
        asking.abort(new Error(`The health check said nothing for ${LIMIT_MS} ms`));
      },
    };
    const answer = (good: boolean): void => {
      this.#timers.cancel(limit);
      this.#answer(asking, good);
    };
    this.#asking = asking;
    this.#timers.set(limit, nowMs + LIMIT_MS);
    // In a promise, so that a check that throws at once is one that says no.
    new Promise<boolean>((resolve) => {
      resolve((this.#check as Check)(asking.signal));
    }).then(
      (good) => answer(good),
      () => answer(false),
    );
  }

  /** Nobody hears an answer that comes when the target has been down anew, or its time is over. */
  #answer(asking: AbortController, good: boolean): void {
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    if (good) this.isAwaited = false;
    this.#answered(good);
  }
}
