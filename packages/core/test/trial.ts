import { type Breakwater, type BreakwaterOptions, createBreakwater } from '../src/breakwater.ts';
import type { AttemptContext, Operation } from '../src/handle/attempt.ts';
import type { Policy } from '../src/policy/policy.ts';
import type { EventMap, EventType } from '../src/report/events.ts';
import { type FakeClock, fakeClock } from '../src/testing/fake-clock.ts';
import { seededRandom } from '../src/testing/seeded-random.ts';

/** A breakwater whose time stands still until a test moves it. */
export interface Trial extends Breakwater {
  readonly clock: FakeClock;
}

export function trial(policy: Policy = {}, options: BreakwaterOptions & { readonly clock?: FakeClock } = {}): Trial {
  const { clock = fakeClock(), random = seededRandom(1) } = options;
  return { ...createBreakwater(policy, { ...options, clock, random }), clock };
}

/** An attempt that is under way, and ends when the test says so. */
export interface Pending {
  readonly attempt: AttemptContext;
  answer(value: unknown): void;
  fail(error: unknown): void;
}

/** An operation in the hands of the test: every attempt that it was asked to make, in order. */
export function puppet(): { readonly attempts: Pending[]; readonly operation: Operation<unknown> } {
  const attempts: Pending[] = [];
  return {
    attempts,
    operation: (attempt) =>
      new Promise((answer, fail) => {
        attempts.push({ attempt, answer, fail });
      }),
  };
}

/** An operation that ends at once with one outcome after the other, the last one for ever; errors are thrown. */
export function script(...outcomes: readonly unknown[]): Operation<unknown> & { calls: number } {
  const operation = Object.assign(
    (): Promise<unknown> => {
      const outcome = outcomes[Math.min(operation.calls++, outcomes.length - 1)];
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    { calls: 0 },
  );
  return operation;
}

/** What an SDK throws for an HTTP answer. */
export function httpError(status: number, headers: Readonly<Record<string, string>> = {}, body?: unknown): Error {
  return Object.assign(new Error(`status ${status}`), { status, headers, ...(body !== undefined && { error: body }) });
}

/** What Node throws for a connection that failed. */
export function networkError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

/** How a promise ended; undefined while it has not. Handles its rejection. */
export interface Watch<Value> {
  ended: { readonly value: Value } | { readonly error: unknown } | undefined;
}

export function watch<Value>(promise: Promise<Value>): Watch<Value> {
  const watched: Watch<Value> = { ended: undefined };
  promise.then(
    (value) => (watched.ended = { value }),
    (error: unknown) => (watched.ended = { error }),
  );
  return watched;
}

/** Everything of one type that a breakwater reports. */
export function record<Type extends EventType>(breakwater: Breakwater, type: Type): EventMap[Type][] {
  const events: EventMap[Type][] = [];
  breakwater.on(type, (event) => void events.push(event));
  return events;
}
