import type { IncomingMessage } from 'node:http';
import type { Breakwater, Target } from '@breakwater/core';
import { noteArrival } from './call-options.ts';
import type { Middleware } from './middleware.ts';

/** What a request is judged by. */
export interface AdmissionOptions<Request extends IncomingMessage = IncomingMessage> {
  /** The target that calls for it go to, or what tells it from the request; undefined lets the request pass unseen. */
  readonly target: Target | ((request: Request) => Target | undefined);
  /**
   * The request header that says how many milliseconds the client will wait; `false` for none.
   * @defaultValue 'x-request-timeout-ms'
   */
  readonly deadlineHeader?: string | false | undefined;
  /** The longest that a client may ask for, milliseconds. More than 0. @defaultValue 120000 */
  readonly maxDeadlineMs?: number | undefined;
  /** Who waits less at a shut gate: higher goes first. Any number. @defaultValue 0 */
  readonly priority?: number | ((request: Request) => number | undefined) | undefined;
}

/** As the policy's own `timeout.total`. */
const MAX_DEADLINE_MS = 120_000;

/**
 * Refuses a request at once that the gate of its target would refuse, before its body is read; the refusal goes to the
 * error middleware, and counts as a refused call of the target. The others pass, with the client's deadline and priority kept for `callOptions`.
 *
 * @throws TypeError or RangeError for options that make no sense.
 */
export function admission<Request extends IncomingMessage = IncomingMessage>(
  breakwater: Breakwater,
  options: AdmissionOptions<Request>,
): Middleware<Request> {
  const { target, deadlineHeader = 'x-request-timeout-ms', maxDeadlineMs = MAX_DEADLINE_MS, priority } = options;
  if (typeof target !== 'function' && (typeof target !== 'string' || target === '')) {
    throw new TypeError(`target: found ${typeof target}; allowed: a name, or a function that tells it`);
  }
  if (typeof maxDeadlineMs !== 'number' || !(maxDeadlineMs > 0)) {
    throw new RangeError(`maxDeadlineMs: found ${String(maxDeadlineMs)}; allowed: more than 0`);
  }
  const header = deadlineHeader === false ? undefined : deadlineHeader.toLowerCase();
  return function breakwaterAdmission(request, response, next) {
    const name = typeof target === 'function' ? target(request) : target;
    if (name === undefined) {
      next();
      return;
    }
    const deadline = header === undefined ? undefined : readMs(request.headers[header], maxDeadlineMs);
    const rank = typeof priority === 'function' ? priority(request) : priority;
    noteArrival(response, { deadlineMs: performance.now() + (deadline ?? Infinity), priority: rank });
    next(breakwater.admit(name, { deadline, priority: rank }));
  };
}

/** A header that makes no sense is as good as none: the client must not fail for it. */
function readMs(value: string | string[] | undefined, mostMs: number): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,12}(?:\.\d{1,6})?$/.test(value)) return undefined;
  const ms = Number(value);
  return ms > 0 ? Math.min(ms, mostMs) : undefined;
}
