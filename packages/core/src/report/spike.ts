import type { Counts } from './rolling-counts.ts';

/** The window that leaves the past to the baseline, milliseconds. What has stood out is over when it is quiet. */
export const SPIKE_WINDOW_MS = 30_000;
/** All windows that may stand out: a short one shows a spike of a busy target first, a long one that of a quiet target. */
export const SPIKE_WINDOWS_MS: readonly number[] = [SPIKE_WINDOW_MS, 15_000, 60_000];

/** After this long, half of what the baseline has learned is forgotten. Time without attempts does not count. */
const HALF_LIFE_MS = 3_600_000;
/** A spike that lasts this long is what is usual now: the baseline is learned anew, which clears the alert. */
const USUAL_AFTER_MS = 3_600_000;
/** The longest step in which it forgets, so that a quiet night does not empty it. */
const LONGEST_STEP_MS = 60_000;
/** It weighs no more than this many attempts when it begins, so that a long good past can still be outweighed. */
const MOST_AT_ONCE = 100_000;
/** Attempts before it counts as learned. */
const LEARNED_AT = 100;
/** A smaller share of failures counts as this, because a few failures in thousands wake nobody. */
const LEAST_SHARE = 0.002;
/** The chance of a false alert in one look is at most e^-12, 6 in a million; neighbouring looks see mostly the same. */
const CERTAIN_AT = 12;
/** What shows that a spike in the longest window is not over. */
const LIKELY_AT = 3;
/** How much of the way from what is usual to the limit a share has to stay above. */
const STAY_PART = 0.7;

/** What share of failures is usual at a target: learned from all attempts that are older than the window. */
export interface Baseline extends Counts {
  /** All attempts older than the window, learned or not. */
  readonly older: Counts;
  readonly learnedAtMs: number;
}

/** The limits of a rule. */
export interface SpikeLimits {
  /** How many times what is usual. Above 1. */
  readonly factor: number;
  /** Attempts of a window before it is judged. */
  readonly minimumCalls: number;
}

export const NO_BASELINE: Baseline = { attempts: 0, failures: 0, older: { attempts: 0, failures: 0 }, learnedAtMs: 0 };

/**
 * The baseline with what has left the window since it was last asked.
 * @param total - all attempts ever.
 * @param window - those still in the window.
 * @param spikeSinceMs - since when a spike is reported, which is not to become usual, for an hour.
 */
export function learn(
  baseline: Baseline,
  nowMs: number,
  total: Counts,
  window: Counts,
  spikeSinceMs: number = Infinity,
): Baseline {
  const older = { attempts: total.attempts - window.attempts, failures: total.failures - window.failures };
  const attempts = older.attempts - baseline.older.attempts;
  const failures = older.failures - baseline.older.failures;
  // The window moves by slots, so that most looks find nothing that has left it.
  if (attempts <= 0) return baseline;
  const usualFromMs = spikeSinceMs + USUAL_AFTER_MS;
  if (spikeSinceMs < Infinity && nowMs < usualFromMs) return { ...baseline, older, learnedAtMs: nowMs };
  const isStale = nowMs >= usualFromMs && baseline.learnedAtMs < usualFromMs;
  const stepMs = Math.min(LONGEST_STEP_MS, nowMs - baseline.learnedAtMs);
  const remembered = isStale ? 0 : 0.5 ** (stepMs / HALF_LIFE_MS);
  const weight = Math.min(1, MOST_AT_ONCE / attempts);
  return {
    attempts: baseline.attempts * remembered + attempts * weight,
    failures: baseline.failures * remembered + failures * weight,
    older,
    learnedAtMs: nowMs,
  };
}

/** The share of failures that is usual: 0.002 to 1. */
export function usualShare({ attempts, failures }: Counts): number {
  return Math.max(LEAST_SHARE, failures / Math.max(1, attempts));
}

/**
 * Whether the present stands out from the baseline in one of its windows. The longest one goes on to hold a spike that
 * is over, and counts only while the others still show it.
 * @param windows - of the lengths `SPIKE_WINDOWS_MS`.
 */
export function isSpike(windows: readonly Counts[], baseline: Counts, limits: SpikeLimits): boolean {
  const [present = 0, newest = 0, longest = 0] = windows.map((window) => evidence(window, baseline, limits));
  return Math.max(present, newest) >= CERTAIN_AT || (longest >= CERTAIN_AT && present >= LIKELY_AT);
}

/** Whether the window of a spike still shows it, with however few attempts. */
export function isStillSpike({ attempts, failures }: Counts, baseline: Counts, { factor }: SpikeLimits): boolean {
  if (baseline.attempts < LEARNED_AT) return true;
  return failures / attempts > usualShare(baseline) * (1 + (factor - 1) * STAY_PART);
}

/**
 * How much speaks for a window to be no chance: the chance that it is one is at most e^-evidence. 0 where it does not
 * stand out by `factor`, or too few attempts have been made.
 * @see Chernoff's bound: the chance of a share of `n` draws as high as `share` at `p` is at most e^(-n KL(share, p)).
 */
function evidence({ attempts, failures }: Counts, baseline: Counts, { factor, minimumCalls }: SpikeLimits): number {
  const share = failures / attempts;
  if (attempts < minimumCalls || baseline.attempts < LEARNED_AT || share < usualShare(baseline) * factor) return 0;
  // The most that the usual share is likely to be, as little may have been learned: three standard deviations more.
  const most = (baseline.failures + 3 * Math.sqrt(baseline.failures + 1) + 3) / baseline.attempts;
  return share > most ? attempts * divergence(share, Math.max(LEAST_SHARE, most)) : 0;
}

/** Kullback and Leibler's divergence of two shares, `share` above `p`, both above 0. */
function divergence(share: number, p: number): number {
  const rest = share < 1 ? (1 - share) * Math.log((1 - share) / (1 - p)) : 0;
  return share * Math.log(share / p) + rest;
}
