import { type Recorder, SLOT_MS } from './recorder.ts';

/** Seconds in a row that must be good. */
const SECONDS = 3;
/** Share of the calls made over these seconds that must be answered, and in each of them. */
const SERVED = 0.95;
/** Chance alone takes a second below `SERVED`: at 800 calls, five in a hundred are 1.4 standard deviations. */
const SERVED_EACH = 0.85;

/**
 * When the upstream's callers were served again: the first instant, to a slot, from which on as many calls were
 * answered as were made, for three seconds.
 *
 * @returns milliseconds; Infinity when that never came.
 */
export function recoveredAtMs({ calls, answered }: Recorder, fromMs: number, untilMs: number): number {
  const perSecond = 1_000 / SLOT_MS;
  for (let slot = Math.floor(fromMs / SLOT_MS); slot + SECONDS * perSecond <= untilMs / SLOT_MS; slot++) {
    const shares = Array.from({ length: SECONDS }, (_empty, second) => {
      const begin = slot + second * perSecond;
      return { made: within(calls, begin, perSecond), good: within(answered, begin, perSecond) };
    });
    const made = shares.reduce((total, share) => total + share.made, 0);
    const good = shares.reduce((total, share) => total + share.good, 0);
    if (good >= made * SERVED && shares.every((share) => share.good >= share.made * SERVED_EACH)) return slot * SLOT_MS;
  }
  return Infinity;
}

function within(counts: Float64Array, begin: number, slots: number): number {
  let total = 0;
  for (let slot = begin; slot < begin + slots; slot++) total += counts[slot]!;
  return total;
}
