import { copyHeaders } from '../detect/headers-facts.ts';
import type { HeadersLike } from '../detect/detect.ts';
import { parseWait } from './wait-hint.ts';

/** How fast a quota of requests lets us go on, said by a response that was still within it. */
export interface Quota {
  readonly perSecond: number;
  /** Until it is full again, milliseconds. */
  readonly resetMs: number;
}

/** The headers of the known dialects. */
const DIALECTS = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-limit-requests', 'x-ratelimit-reset-requests'],
  [
    'anthropic-ratelimit-requests-remaining',
    'anthropic-ratelimit-requests-limit',
    'anthropic-ratelimit-requests-reset',
  ],
  ['x-ratelimit-remaining', 'x-ratelimit-limit', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-limit', 'ratelimit-reset'],
] as const;

/** Quotas that reset later are daily ones, which callers may well spend in bursts. */
const LONGEST_RESET_MS = 120_000;
/** Share of the quota that must be left for nobody to care. */
const PLENTY = 0.1;

/**
 * Reads the quota of requests from response headers; undefined while plenty is left, or nothing is said.
 *
 * A window of 60 per minute and a bucket that refills one a second write the same headers. With little left the first
 * allows `remaining / reset`, the other `(limit - remaining) / reset`; the faster of the two is believed, since a
 * 429 corrects it, and nothing corrects a pace that is too slow.
 *
 * @param wallNowMs - milliseconds since the epoch, for resets that are instants.
 */
export function readQuota(from: HeadersLike, wallNowMs: number): Quota | undefined {
  const headers: Record<string, string> = {};
  copyHeaders(from, headers, isOfQuota);
  for (const [remainingName, limitName, resetName] of DIALECTS) {
    const left = headers[remainingName];
    if (left === undefined) continue;
    const remaining = Number.parseFloat(left);
    const limit = Number.parseFloat(headers[limitName] ?? '');
    if (!(remaining >= 0) || !(limit > 0)) continue;
    const resetMs = parseWait(headers[resetName], 'reset', wallNowMs);
    if (resetMs === undefined || resetMs <= 0 || resetMs > LONGEST_RESET_MS || remaining > limit * PLENTY)
      return undefined;
    return { perSecond: (Math.max(remaining, limit - remaining) * 1_000) / resetMs, resetMs };
  }
  return undefined;
}

function isOfQuota(name: string): boolean {
  return name.includes('ratelimit-');
}
