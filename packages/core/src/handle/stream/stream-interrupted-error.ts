import type { Classification } from '../../classify/classification.ts';
import type { Failure } from '../../detect/failure.ts';
import type { StreamProgress } from '../../detect/stream/stream-judge.ts';
import { isBreakwaterError } from '../../errors.ts';

const brand = Symbol.for('breakwater.stream-interrupted');
/** Where `detect` finds the failure that an error of ours was made from. */
const FAILURE = Symbol.for('breakwater.failure');

/** How a stream broke off. */
export interface Interruption {
  readonly target: string;
  readonly failure: Failure;
  readonly classification: Classification;
  readonly delivered: StreamProgress;
  /** What the connection failed with, where it did. */
  readonly lastError?: unknown;
}

/**
 * A stream that broke off after part of it had been handed on: what was delivered is not the whole answer, and nothing
 * was sent again. It is no `BreakwaterError`: nothing was refused.
 */
export class StreamInterruptedError extends Error {
  static {
    // Survives two copies of the package, which `instanceof` does not.
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  // The SDKs take an `AbortError`, and texts that speak of time having run out, for failures of their own.
  override readonly name: string = 'StreamInterruptedError';
  readonly code = 'stream-interrupted' as const;
  /** One of the eight codes: what a client of ours is to be told. */
  readonly status: number;
  readonly target: string;
  /** What it was, and whether the upstream said when to come back. */
  readonly classification: Classification;
  /** How much had been handed on. */
  readonly delivered: StreamProgress;
  /** Whether the same call, made anew, may succeed. */
  readonly retryable: boolean;
  /** What the connection failed with; undefined where the stream itself said so, or said nothing. Not enumerable. */
  declare readonly lastError: unknown;

  constructor({ target, failure, classification, delivered: { events, characters }, lastError }: Interruption) {
    const { code, reason, retryable } = classification;
    const again = retryable ? 'A new call may succeed.' : 'The same call would fail again.';
    const parts = `${count(events, 'event')} and ${count(characters, 'character')}`;
    const why = isBreakwaterError(lastError) ? lastError.message : `${wording(reason)} (${code}). ${again}`;
    super(`The stream from ${target} broke off after ${parts}: ${why}`);
    this.status = code ?? 502;
    this.target = target;
    this.classification = classification;
    this.delivered = { events, characters };
    this.retryable = retryable;
    Object.defineProperty(this, 'lastError', { value: lastError });
    Object.defineProperty(this, FAILURE, { value: failure });
  }
}

/** Whether `error` is a stream that broke off, from whichever copy of the package. */
export function isStreamInterruptedError(error: unknown): error is StreamInterruptedError {
  try {
    return typeof error === 'object' && error !== null && brand in error;
  } catch {
    return false; // a proxy that does not want to be asked
  }
}

/** A reason as prose, without the words that SDKs look for. */
function wording(reason: string): string {
  return reason.endsWith('_timeout') ? 'the upstream took too long' : reason.replaceAll('_', ' ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
