import type { ResolvedAlertRule } from '../policy/resolved.ts';
import { type Counts, NO_COUNTS } from './rolling-counts.ts';
import { isSpike, isStillSpike } from './spike.ts';

/** An alert is cleared when its condition has not held for so long. */
const STEADY_MS = 10_000;
/** For a credential: one bad key among many is not to raise and clear all day. */
const CREDENTIAL_STEADY_MS = 60_000;
/** A raised `error-rate` holds until the share has fallen to this part of its limit. */
const CLEAR_SHARE = 0.8;
/** A new kind of failure is news until it was not seen for so long, */
const UNSEEN_MS = 300_000;
/** and for no longer than this. */
const NEWS_MS = 3_600_000;

/** Something that begins, goes on and ends: a breaker that is not closed, a credential that is refused, a new failure. */
export interface Episode {
  readonly beganAtMs: number;
  /** When it was last seen. */
  readonly lastAtMs: number;
  readonly ended: boolean;
}

/** What a rule is judged by: one target, now. All instants are monotonic milliseconds. */
export interface AlertObservation {
  readonly nowMs: number;
  /** The attempts of each window of the rule: one for `error-rate`, those of `SPIKE_WINDOWS_MS` for `spike`. */
  readonly windows: readonly Counts[];
  /** The share of failures that is usual. Read by `spike`. */
  readonly baseline: Counts;
  /** Read by the other rules; undefined where there never was one. */
  readonly episode: Episode | undefined;
}

/** A rule that is raised for a target; undefined where it is not. Monotonic milliseconds. */
export type AlertState = { readonly sinceMs: number; readonly heldAtMs: number } | undefined;

/** Where a rule stands after an observation. It takes more, and longer, to leave than to enter: nothing flickers. */
export function transition(state: AlertState, observation: AlertObservation, rule: ResolvedAlertRule): AlertState {
  const { nowMs, episode } = observation;
  if (holds(observation, rule, state !== undefined)) {
    return { sinceMs: state?.sinceMs ?? episode?.beganAtMs ?? nowMs, heldAtMs: nowMs };
  }
  const steadyMs = rule.type === 'credential' ? CREDENTIAL_STEADY_MS : STEADY_MS;
  return state && nowMs - state.heldAtMs < steadyMs ? state : undefined;
}

function holds(observation: AlertObservation, rule: ResolvedAlertRule, raised: boolean): boolean {
  const { nowMs, windows, baseline, episode } = observation;
  const [window = NO_COUNTS] = windows;
  switch (rule.type) {
    case 'error-rate': {
      const share = window.failures / window.attempts;
      return raised ? share > rule.above * CLEAR_SHARE : share > rule.above && window.attempts >= rule.minimumCalls;
    }
    case 'spike':
      return raised ? isStillSpike(window, baseline, rule) : isSpike(windows, baseline, rule);
    case 'new-error':
      return !!episode && nowMs - episode.lastAtMs < UNSEEN_MS && nowMs - episode.beganAtMs < NEWS_MS;
    case 'credential':
      return episode?.ended === false;
    case 'breaker-open':
      return episode?.ended === false && (raised || nowMs - episode.beganAtMs >= rule.forMs);
  }
}

/** The episode after it was seen: the same one goes on, unless it had ended for good. */
export function seen(episode: Episode | undefined, nowMs: number, raised: boolean): Episode {
  const goesOn = episode && (raised || !episode.ended);
  return { beganAtMs: goesOn ? episode.beganAtMs : nowMs, lastAtMs: nowMs, ended: false };
}
