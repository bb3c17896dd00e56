import type { CallRecord } from './ledger.ts';

/** So many windows in a row have to be good. */
export const GOOD_WINDOWS = 3;
/** The share of a window's calls that has to be good, 0 to 1. */
export const GOOD_SHARE = 0.95;
/** How finely the moment is looked for, milliseconds. */
const STEP_MS = 100;

/**
 * How long after an outage calls were good again: until the first of three windows in a row in which at least 95 % of
 * the calls that arrived were good. A window without calls tells nothing against it.
 *
 * @param outageEndMs - milliseconds from the start of the run, as are `runEndMs` and the calls' own times.
 * @param windowMs - the length of a window, more than 0.
 * @returns milliseconds, a multiple of 100; undefined when it never came.
 */
export function recoveryMs(
  calls: readonly CallRecord[],
  { outageEndMs, runEndMs, windowMs }: { outageEndMs: number; runEndMs: number; windowMs: number },
  isGood: (call: CallRecord) => boolean,
): number | undefined {
  for (let afterMs = 0; outageEndMs + afterMs + GOOD_WINDOWS * windowMs <= runEndMs; afterMs += STEP_MS) {
    const windows = Array.from({ length: GOOD_WINDOWS }, (_, index) => outageEndMs + afterMs + index * windowMs);
    const good = windows.every((fromMs) => {
      const arrived = calls.filter(({ arrivedMs }) => arrivedMs >= fromMs && arrivedMs < fromMs + windowMs);
      return arrived.filter(isGood).length >= arrived.length * GOOD_SHARE;
    });
    if (good) return afterMs;
  }
  return undefined;
}

/** Served, sooner or later. */
export function isServed({ fate }: CallRecord): boolean {
  return fate === 'served';
}

/** Longer than this a caller notices, milliseconds. */
export const PROMPT_MS = 1_000;

/** Served without a wait that anybody would notice. */
export function isServedPromptly({ fate, arrivedMs, endedMs }: CallRecord): boolean {
  return fate === 'served' && (endedMs ?? Infinity) - arrivedMs <= PROMPT_MS;
}
