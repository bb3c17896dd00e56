import type { Random } from '../../clock.ts';
import type { ResolvedRetry } from '../../policy/resolved.ts';
import { hintSpreadMs } from '../hint-spread.ts';

type CeilingOptions = Pick<ResolvedRetry, 'backoff' | 'baseMs' | 'factor' | 'capMs'>;
type BackoffOptions = CeilingOptions & Pick<ResolvedRetry, 'max' | 'jitter'>;

/**
 * The wait after an attempt, before jitter: exponential under a cap.
 *
 * @param attempt - attempts made so far, from 1.
 * @returns milliseconds in [0, capMs].
 */
export function ceilingMs(attempt: number, { backoff, baseMs, factor, capMs }: CeilingOptions): number {
  // 2 ** 1100 is Infinity, and 0 times that is no number.
  const growth = backoff === 'constant' ? 1 : Math.min(factor ** (attempt - 1), Number.MAX_VALUE);
  return Math.min(capMs, baseMs * growth);
}

/**
 * All the waits together that may still follow an attempt, before jitter.
 *
 * @param attempt - attempts made so far, from 1.
 * @returns milliseconds in [0, capMs].
 */
export function ceilingsMs(attempt: number, options: CeilingOptions & Pick<ResolvedRetry, 'max'>): number {
  let sumMs = 0;
  if (options.baseMs === 0) return sumMs;
  for (let made = attempt; made < options.max && sumMs < options.capMs; made++) sumMs += ceilingMs(made, options);
  return Math.min(sumMs, options.capMs);
}

/** What the wait after a failed attempt depends on. */
export interface Setback {
  /** Attempts made so far, from 1. */
  readonly number: number;
  /** What the server asked for, milliseconds; undefined when it did not say. 0 on the first retry means at once. */
  readonly hintMs: number | undefined;
  /** Milliseconds since the last attempt was sent that the target answered well; Infinity where it never has. */
  readonly failingForMs: number;
  /** How long the call can wait and still see an answer, milliseconds; Infinity where nobody knows. */
  readonly spareMs: number;
  /** For how much of that the last attempt is worth putting off, milliseconds: the more attempts fail, the longer. */
  readonly holdOnMs: number;
  /** Milliseconds until the call's deadline; Infinity without one. */
  readonly remainingMs: number;
}

/** A target that fails is likely to do so for about as long again: a wait of up to twice that is long enough. */
const FAILING_TIMES = 2;
/** And no less than this share of the policy's: calls that failed together must not come back together. */
const LEAST_SHARE = 1 / 4;
/** The same before the last attempt: after it the call is lost, and what fails now may not fail half a second later. */
const LEAST_SHARE_OF_LAST = 1 / 2;
/** Share of the time for which last attempts are put off over which those are spread that failed together. */
const SPREAD_OF_HELD = 1 / 8;
/** A wait beyond what the server asked for takes no more than this share of the time that the call has left. */
const SHARE_OF_TIME_LEFT = 1 / 2;

/**
 * The wait before the next attempt. The cap comes first and jitter last, or the waits at the cap would all be equal;
 * and jitter on top of a server's hint is always positive, or we would come before we were asked to.
 *
 * A server's hint alone is enough one time. Who is told "in 5 ms" together with others finds the place taken, and is told
 * so again: from the second time on the hint is the least, and the policy's wait spreads them.
 *
 * Where others get through, a failure was bad luck, and the wait is short; a lonely call, which knows nothing of others,
 * waits for as long as the policy says. The last attempt waits for half of it at least, also with full jitter: with none
 * to spare, it must not be spent in the blink of an eye in which an outage begins and the breaker has not seen enough.
 * The more attempts fail, the longer it is put off, up to the cap and for as long as the call has time. No wait takes
 * the time that the answer needs, unless little would be left of it.
 *
 * @returns milliseconds, 0 or more.
 * @see "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(setback: Setback, options: BackoffOptions, random: Random): number {
  const { number, hintMs, remainingMs } = setback;
  // "Retry at once" is taken at its word one time. An upstream that is down says it every time.
  if (hintMs === undefined || (hintMs === 0 && number > 1)) return ownMs(setback, options, random);
  if (options.jitter === 'none') return hintMs;
  const askedMs = hintMs + hintSpreadMs(hintMs, random);
  if (number === 1) return askedMs;
  const own = ownMs({ ...setback, holdOnMs: 0 }, options, random);
  return Math.max(askedMs, Math.min(own, remainingMs * SHARE_OF_TIME_LEFT));
}

/** The policy's own wait. */
function ownMs({ number, failingForMs, spareMs, holdOnMs }: Setback, options: BackoffOptions, random: Random): number {
  const longestMs = ceilingMs(number, options);
  if (options.jitter === 'none') return longestMs;
  const isLast = number + 1 >= options.max;
  const least = isLast ? LEAST_SHARE_OF_LAST : LEAST_SHARE;
  const enoughMs = Math.min(longestMs, Math.max(longestMs * least, failingForMs * FAILING_TIMES));
  const wantedMs = options.jitter === 'full' && !isLast ? enoughMs * random() : enoughMs * (0.5 + random() / 2);
  const waitMs = Math.min(wantedMs, Math.max(spareMs, wantedMs * LEAST_SHARE));
  if (!isLast || holdOnMs === 0) return waitMs;
  return Math.max(waitMs, Math.min(options.capMs, holdOnMs) * (1 - random() * SPREAD_OF_HELD));
}
