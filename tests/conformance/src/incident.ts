import type { Code, Policy, Reason, StopReason } from '@breakwater/core';
import type { FaultInput } from '@breakwater/chaos';

/** How a failure looks to the program, in the words of its own library. */
export type Surface =
  | `HTTP ${number}` // the library's error (or response) for that status
  | 'network' // the library's error for a connection that failed
  | 'bad answer' // the answer as it came, or the library's error about its content
  | 'broken stream' // thrown from the middle of a stream
  | 'refusal 503' // the library's error for a response that Breakwater gave
  | 'refusal 504'
  | 'abort'; // the library's error, or the quiet end, for a caller that left

/** How a call ends. */
export interface Failing {
  /** The classification of the last failure; null for a caller that left. */
  readonly code: Code | null;
  readonly reason?: Reason | undefined;
  readonly stopped?: StopReason | undefined;
  /** What may reach the program: one of these. */
  readonly surfaces: readonly Surface[];
}

/** Something that happens to calls, and what must come of it through whichever library they were made. */
export interface Incident {
  readonly title: string;
  /** What the upstream does with the n-th request; all is well after the last step. */
  readonly plan: readonly FaultInput[];
  /** What differs from `BASE`. */
  readonly policy?: Policy | undefined;
  /** @defaultValue 'chat' */
  readonly call?: CallKind | undefined;
  /** How many calls are made, one after the other, or at once. @defaultValue 1 */
  readonly calls?: number | undefined;
  readonly together?: boolean | undefined;
  /** When the caller of the last call gives up. */
  readonly leaves?: 'before' | 'in-flight' | 'between-attempts' | 'at-gate' | 'in-mid-stream' | undefined;
  /** Where the calls go. @defaultValue the upstream of the plan */
  readonly to?: 'closed port' | 'TLS on a plain port' | undefined;
  /** Requests that reach the upstream. */
  readonly requests: number;
  /** Waits before retries, milliseconds of the policy's time, in order; a pair is a range. @defaultValue none */
  readonly waits?: readonly (number | readonly [from: number, to: number])[] | undefined;
  /** How the last call ends. @defaultValue with an answer */
  readonly ends?: Failing | undefined;
}

/** A plain request, a streamed one, or one with a body that can be read once. */
export type CallKind = 'chat' | 'stream' | 'upload';

/** Three attempts, waits without chance, no limits that a busy machine could reach: the real ones are ten minutes. */
export const BASE: Policy = {
  retry: { max: 3, base: '1s', jitter: 'none', budget: false },
  breaker: { threshold: 50, ratio: false, maxWait: '5000m' },
  timeout: { attempt: '1000m', total: '10000m', firstContent: '1000m', idle: '1000m', growth: 1 },
};
