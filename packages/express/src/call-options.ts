import type { ServerResponse } from 'node:http';
import type { RunOptions } from '@breakwater/core';
import { departureOf } from './departure.ts';

/** What a client's request says of the calls that are made for it. */
export interface CallOptions {
  /** Fires when the client leaves. */
  readonly signal: AbortSignal;
  /** What is left of the client's time, milliseconds; absent where it named none. */
  readonly deadline?: number | undefined;
  /** As for `run`; absent where `admission` was given none. */
  readonly priority?: RunOptions['priority'];
}

/** What was found out when the request came in. */
export interface Arrival {
  /** When the client gives up, on the clock of `performance.now()`; Infinity where it did not say. */
  readonly deadlineMs: number;
  readonly priority: number | undefined;
}

/** On the response itself, as its departure. */
const ARRIVAL: unique symbol = Symbol('breakwater.arrival');

type Noted = ServerResponse & { [ARRIVAL]?: Arrival };

export function noteArrival(response: Noted, arrival: Arrival): void {
  response[ARRIVAL] = arrival;
}

/**
 * Options for `breakwater.run`, and for every adapter that takes a signal: the call ends when the client leaves, which
 * counts against nobody, and has no more time than the client. The deadline is known after `admission`.
 */
export function callOptions(response: Noted): CallOptions {
  const { deadlineMs = Infinity, priority } = response[ARRIVAL] ?? {};
  const signal = departureOf(response);
  // Not 0, which would mean none at all.
  const deadline = deadlineMs === Infinity ? undefined : Math.max(1, deadlineMs - performance.now());
  return { signal, deadline, priority };
}
