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
 * The wait before the next attempt. The cap comes first and jitter last, or the waits at the cap would all be equal;
 * and jitter on top of a server's hint is always positive, or we would come before we were asked to.
 *
 * The last attempt waits for half of it at least, also with full jitter: with none to spare, it must not be spent in the
 * blink of an eye in which an outage begins and the breaker has not seen enough of it yet.
 *
 * @param attempt - attempts made so far, from 1.
 * @param hintMs - what the server asked for; undefined when it did not say. 0 on the first retry means at once.
 * @returns milliseconds, 0 or more.
 * @see "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(
  attempt: number,
  hintMs: number | undefined,
  options: BackoffOptions,
  random: Random,
): number {
  // "Retry at once" is taken at its word one time. An upstream that is down says it every time.
  if (hintMs === 0 && attempt === 1) return 0;
  const kind = options.jitter === 'full' && attempt + 1 >= options.max ? 'equal' : options.jitter;
  const jittered = jitter(ceilingMs(attempt, options), kind, random);
  if (hintMs === undefined || hintMs === 0) return jittered;
  return options.jitter === 'none' ? hintMs : hintMs + hintSpreadMs(hintMs, random);
}

function jitter(waitMs: number, kind: BackoffOptions['jitter'], random: Random): number {
  if (kind === 'none') return waitMs;
  return kind === 'full' ? waitMs * random() : waitMs * (0.5 + random() / 2);
}
