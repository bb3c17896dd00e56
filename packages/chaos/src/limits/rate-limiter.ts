import type { IncomingHttpHeaders } from 'node:http';
import type { LimitFigures } from '../dialects/dialect.ts';
import type { StatusFault } from '../faults/http-fault.ts';
import type { RateLimit, RetryAfterManner } from '../scenario/scenario.ts';
import { fullBucket, take, tokensAt, untilFullMs } from './token-bucket.ts';
import type { Bucket } from './token-bucket.ts';

/** What the rate limit says to one request. */
export interface LimitVerdict {
  readonly figures: LimitFigures;
  /** The 429 it gets, if it is over the limit. */
  readonly fault: StatusFault | undefined;
}

export interface LimitedRequest {
  readonly model: string;
  readonly headers: IncomingHttpHeaders;
  readonly nowMs: number;
  readonly wallNowMs: number;
}

// Beyond this many buckets the oldest is forgotten: a key's bucket is then full again, which harms nobody.
const MAXIMUM_BUCKETS = 10_000;

/** The token buckets of a rate limit, one per sharer. */
export function createRateLimiter(limit: RateLimit): (request: LimitedRequest) => LimitVerdict {
  const { requests, perMs, burst = Math.max(1, requests), per = 'all', retryAfter = 'honest' } = limit;
  const options = { capacity: burst, tokensPerMs: requests / perMs };
  const buckets = new Map<string, Bucket>();

  return ({ model, headers, nowMs, wallNowMs }) => {
    const sharer = per === 'all' ? '' : per === 'model' ? model : keyOf(headers);
    const { bucket, allowed, waitMs } = take(buckets.get(sharer) ?? fullBucket(nowMs, options), nowMs, options);
    if (!buckets.has(sharer) && buckets.size >= MAXIMUM_BUCKETS) buckets.delete(buckets.keys().next().value as string);
    buckets.set(sharer, bucket);
    const resetMs = untilFullMs(bucket, nowMs, options);
    const remaining = Math.floor(tokensAt(bucket, nowMs, options));
    const figures = { limit: burst, remaining, resetMs, resetAtMs: wallNowMs + resetMs };
    return { figures, fault: allowed ? undefined : tooMany(retryAfter, waitMs) };
  };
}

function keyOf(headers: IncomingHttpHeaders): string {
  return String(headers.authorization ?? headers['x-api-key'] ?? headers['api-key'] ?? '');
}

// The factors by which a lying limit is off: enough that a client which believes it comes far too early or too late.
const TOO_EARLY = 0.1;
const TOO_LATE = 10;

function tooMany(manner: RetryAfterManner, waitMs: number): StatusFault {
  const fault = { kind: 'status', status: 429, variant: 'rate_limit_exceeded' } as const;
  switch (manner) {
    case 'none':
      return fault;
    case 'garbled':
      return { ...fault, retryAfter: 'soon-ish' };
    case 'date':
      // HTTP-dates know whole seconds only, so up to the next one: never too early.
      return { ...fault, retryAfterDateMs: Math.ceil(waitMs / 1_000) * 1_000 + 999 };
    case 'honest':
      return { ...fault, ...inSeconds(waitMs) };
    case 'too-early':
      // Rounded down: a lie of less than a second must not be rounded up into the truth.
      return {
        ...fault,
        retryAfter: Math.floor((waitMs * TOO_EARLY) / 1_000),
        retryAfterMs: Math.floor(waitMs * TOO_EARLY),
      };
    case 'too-late':
      return { ...fault, ...inSeconds(waitMs * TOO_LATE) };
  }
}

function inSeconds(waitMs: number): Pick<StatusFault, 'retryAfter' | 'retryAfterMs'> {
  return { retryAfter: Math.ceil(waitMs / 1_000), retryAfterMs: Math.ceil(waitMs) };
}
