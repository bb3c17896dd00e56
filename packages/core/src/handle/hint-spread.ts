import type { Random } from '../clock.ts';

/** The share of a hint that is added to it at most: 3 s become less than 3.5 s. */
const SHARE = 1 / 6;
const LONGEST_MS = 5_000;

/**
 * What is added to a wait that a server asked for, so that its callers do not come back together. Never negative: that
 * would be to come before we were asked to.
 *
 * @param hintMs - what was asked for, milliseconds, 0 or more.
 * @returns milliseconds in [0, min(hintMs / 6, 5,000)).
 */
export function hintSpreadMs(hintMs: number, random: Random): number {
  return Math.min(hintMs * SHARE, LONGEST_MS) * random();
}
