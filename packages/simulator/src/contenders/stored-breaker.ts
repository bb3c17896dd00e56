import type { Answer } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { REFUSED, toldBy } from '../world/told.ts';
import type { StoreData } from '../world/store.ts';
import type { Caller, Contender, Host } from './contender.ts';
import { OneAttempt } from './one-attempt.ts';

const THRESHOLD = 5;
const OPEN_MS = 1_000;
/** A probe that is not reported on after this long is given to somebody else, milliseconds. */
const LEASE_MS = 5_000;

interface Shared {
  readonly failures: number;
  /** 0 while closed. */
  readonly openUntilMs: number;
}

const CLOSED: Shared = { failures: 0, openUntilMs: 0 };

/**
 * A breaker that lives in the shared store, as several published ones do: every call asks it for permission and
 * reports back, two commands each, and a store that cannot be reached refuses the call. One attempt.
 */
export const storedBreaker: Contender = {
  name: 'breaker in the store',
  isForgetful: false,
  usesStore: true,
  start: (host) => new StoredBreaker(host),
};

class StoredBreaker implements Caller {
  readonly keepsTime = false;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  make(call: ClientCall): void {
    const { store, process, time } = this.#host;
    const key = `breaker:${call.target}`;
    const mayGo = (data: StoreData): boolean => {
      const state = (data.get(key) as Shared | undefined) ?? CLOSED;
      if (state.openUntilMs === 0) return true;
      if (time.nowMs < state.openUntilMs) return false;
      data.set(key, { ...state, openUntilMs: time.nowMs + LEASE_MS });
      return true;
    };
    store.ask(process, mayGo, (allowed) => {
      if (call.isSettled) return;
      if (allowed === true) this.#send(call, key);
      else call.fail(REFUSED);
    });
  }

  #send(call: ClientCall, key: string): void {
    const attempt = new OneAttempt(call, this.#host, (answer, sentAtMs) => {
      this.#report(key, answer);
      if (answer.status === 200 && !answer.broken) call.succeed(sentAtMs);
      else call.fail(toldBy(answer, this.#host.time.wallNowMs));
    });
    call.onLeave = () => attempt.drop();
  }

  #report(key: string, { status }: Answer): void {
    const { store, process, time } = this.#host;
    const book = (data: StoreData): void => {
      const { failures } = (data.get(key) as Shared | undefined) ?? CLOSED;
      if (status === 200) {
        if (failures > 0) data.set(key, CLOSED);
        return;
      }
      const more = failures + 1;
      data.set(key, { failures: more, openUntilMs: more < THRESHOLD ? 0 : time.nowMs + OPEN_MS });
    };
    store.ask(process, book, () => {});
  }
}
