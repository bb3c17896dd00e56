import type { Answer } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { toldBy, toldByError } from '../world/told.ts';
import { UpstreamError } from '../world/upstream-error.ts';
import type { Caller, Contender, Host } from './contender.ts';
import { OneAttempt } from './one-attempt.ts';

/** A call as code that works with promises sees it. */
export interface PromisedCall {
  readonly target: string;
  /** Fires when the caller leaves. */
  readonly signal: AbortSignal;
  /**
   * Makes an attempt, cut off at the scenario's limit.
   *
   * @throws an error with `status` and `headers` as an SDK throws it, or with the `code` of a refused connection.
   */
  readonly attempt: () => Promise<Answer>;
}

/**
 * A contender made of code that works with promises, such as a library for retries. Whatever it waits with has to be
 * on virtual time: see `virtualClock`.
 *
 * @param isForgetful - it remembers nothing from one call to the next.
 * @param start - starts one process, and returns what makes its calls.
 */
export function promiseContender(
  name: string,
  isForgetful: boolean,
  start: (host: Host) => (call: PromisedCall) => Promise<Answer>,
): Contender {
  return {
    name,
    isForgetful,
    start(host): Caller {
      const perform = start(host);
      return {
        keepsTime: false,
        make: (call) => make(call, host, perform),
      };
    },
  };
}

function make(call: ClientCall, host: Host, perform: (call: PromisedCall) => Promise<Answer>): void {
  const { time } = host;
  const controller = new AbortController();
  let succeededAtMs = 0;
  call.onLeave = () => {
    time.stir();
    controller.abort();
  };
  const attempt = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      void new OneAttempt(call, host, (answer, sentAtMs) => {
        time.stir();
        succeededAtMs = sentAtMs;
        if (answer.status === 200) resolve(answer);
        else reject(new UpstreamError(answer));
      });
    });
  time.stir();
  perform({ target: call.target, signal: controller.signal, attempt }).then(
    (answer) => (answer.broken ? call.fail(toldBy(answer, time.wallNowMs)) : call.succeed(succeededAtMs)),
    (error: unknown) => call.fail(toldByError(error, time.wallNowMs)),
  );
}
