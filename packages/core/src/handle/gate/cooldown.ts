import { hintSpreadMs } from '../hint-spread.ts';

/**
 * How fast a target lets us send after it has asked for less: not at all until `untilMs`, then at `perSecond`,
 * which starts below what got through and grows back along a cubic curve: fast at first, slowly around the rate
 * that was too much, then faster again. `undefined` while nothing is known of a limit.
 *
 * @see "Retry behavior", AWS SDKs and Tools Reference Guide, and RFC 9438 (CUBIC) for the curve.
 */
export interface Cooldown {
  /** Nothing is sent before this. */
  readonly untilMs: number;
  /** When the rate was last cut. Results of attempts sent before it cannot cut it again. */
  readonly cutAtMs: number;
  /** The rate that was too much, calls per second. */
  readonly ceilingPerSecond: number;
  /** When the next call is due at the paced rate. Lags behind while nothing may be sent: what was saved up is owed. */
  readonly nextAtMs: number;
  /** When the next call may go out at the earliest: what is owed goes out at twice the rate, never all together. */
  readonly spacedAtMs: number;
  /** Attempts in a row, sent since the cut, that were throttled as well. */
  readonly throttledInARow: number;
  /** Too little was known when it was cut, and nothing has been too much since: what gets through raises the ceiling. */
  readonly climbing: boolean;
  /** Answers since it was last shut, counted up to `CONVINCED_OF_SERVING`. */
  readonly served: number;
  /** A quota told us its pace until this instant; the curve does not apply before it. */
  readonly quota: { readonly perSecond: number; readonly untilMs: number } | undefined;
}

export type CooldownEvent =
  | {
      /** The target said that it was too much: a 429, or an overload that asks to wait. */
      readonly type: 'throttled';
      readonly nowMs: number;
      /** When the throttled attempt was sent. */
      readonly sentAtMs: number;
      /** How long it asked to wait, milliseconds; undefined when it did not say. */
      readonly hintMs: number | undefined;
      /** What got through lately, calls per second. */
      readonly deliveredPerSecond: number;
      /** Nobody may wait, so that a call which is held back is lost. */
      readonly hasty: boolean;
      /** [0, 1), to spread the callers of many processes. */
      readonly random: number;
    }
  | {
      /** A response told how fast a quota lets us go on. */
      readonly type: 'quota-seen';
      readonly nowMs: number;
      readonly perSecond: number;
      /** Until the quota is full again, milliseconds. */
      readonly resetMs: number;
      /** What got through lately, calls per second. */
      readonly deliveredPerSecond: number;
    }
  | {
      readonly type: 'sent';
      readonly nowMs: number;
      /** More attempts fail than do anyway, and not because of the limit. */
      readonly failing: boolean;
      /** What got through lately, calls per second. */
      readonly deliveredPerSecond: number;
    }
  | {
      /** An attempt succeeded. */
      readonly type: 'delivered';
      readonly sentAtMs: number;
      /** What got through lately, this attempt included, calls per second. */
      readonly deliveredPerSecond: number;
    };

/** What remains of the rate after a cut. */
const CUT = 0.85;
/** The most that the measured rate may pull the ceiling down in one cut: after a pause it reads too low. */
const DEEPEST_FALL = 0.8;
/** What gets through is measured over this, milliseconds, or up to twice of it. */
export const MEASURED_OVER_MS = 1_000;
/** The most that is owed after a pause, milliseconds of the paced rate. */
const LONGEST_CREDIT_MS = 5_000;
/** The most that is sent, in proportion to what gets through, once the rate has passed the old ceiling. */
const FASTEST_RATIO = 1.5;
/** The same while attempts fail: a limit has gone, and now its backlog goes beyond what the target can take. */
const FAILING_RATIO = 1.05;
/** Seconds from a cut until the rate is back at what was too much; the same for a key of 4 calls a second and one of 400. */
const PLATEAU_S = 1;
/**
 * Calls per second that each second since a cut adds to that. A rise in proportion alone leaves the shares of a common
 * limit as they are; the same step for all makes them even (additive increase, multiplicative decrease). For the slowest
 * it is a share of their rate, or they would hit their limit with every other call.
 */
const STEP_PER_SECOND = 1;
const LONGEST_STEP = 1 / 2;
const SLOWEST_PER_SECOND = 0.5;
/** So few results say too little to bound a pace by, and none at all nothing. */
export const COARSE_PER_SECOND = 2;
/** What each answer raises a ceiling by that was set while so little was known. */
const CLIMB = 1.25;
/** Calls that fall due within this go out together: a timer is no finer. */
const BURST_MS = 20;
/** Pacing ends so long after the cut, milliseconds: the curve allows a hundred times the old ceiling by then. */
const FORGET_MS = 10_000;
/** From this rate of success on, chance moves it little, and one throttled call does not speak for all: so many in a row do. */
const BUSY_PER_SECOND = 20;
const CONVINCED = 3;
/** So does a target that has answered so many since it was last shut: its limit is shared, and others reach it too. */
const CONVINCED_OF_SERVING = 2;

export function transition(state: Cooldown | undefined, event: CooldownEvent): Cooldown | undefined {
  if (event.type === 'sent') return state && send(state, event);
  if (event.type === 'delivered') return state && deliver(state, event.sentAtMs, event.deliveredPerSecond);
  return event.type === 'throttled' ? throttle(state, event) : pace(state, event);
}

/** Shut until an instant, and then open at a pace. */
export function shutUntil(untilMs: number, perSecond: number, nowMs: number): Cooldown {
  return { ...begun(Math.max(SLOWEST_PER_SECOND, perSecond / CUT), nowMs), untilMs };
}

/** Open, at a pace, with nothing behind it. */
function begun(ceilingPerSecond: number, nowMs: number): Cooldown {
  return {
    untilMs: nowMs,
    cutAtMs: nowMs,
    ceilingPerSecond,
    nextAtMs: nowMs,
    spacedAtMs: nowMs,
    throttledInARow: 0,
    climbing: false,
    served: 0,
    quota: undefined,
  };
}

/** Calls per second that may go out now. */
export function rateAt(state: Cooldown, nowMs: number): number {
  if (state.quota !== undefined && nowMs < state.quota.untilMs) return state.quota.perSecond;
  const sinceS = Math.max(0, nowMs - Math.max(state.cutAtMs, state.untilMs)) / 1_000;
  const grown = 1 + (1 - CUT) * (sinceS / PLATEAU_S - 1) ** 3;
  return Math.max(SLOWEST_PER_SECOND, state.ceilingPerSecond * grown + stepOf(state) * sinceS);
}

/** When the next call may go out: at or before `nowMs` means now. */
export function nextAt(state: Cooldown | undefined, nowMs: number): number {
  if (state === undefined) return nowMs;
  return Math.max(state.untilMs, Math.max(state.nextAtMs, state.spacedAtMs) - BURST_MS);
}

/**
 * How long so many calls take to go out, from an instant on, milliseconds. Where calls go out, the pace will be about what
 * it is: it has been found out. Where none may, because the target asked for a pause, nobody knows but that it grows.
 */
export function lineMs(state: Cooldown, ahead: number, fromMs: number, nowMs: number): number {
  const perSecond = rateAt(state, fromMs);
  if (nowMs >= state.untilMs || state.quota !== undefined) return (ahead * 1_000) / perSecond;
  // So many seconds from now that perSecond * t + step * t² / 2 have gone out.
  const step = stepOf(state);
  return ((Math.sqrt(perSecond ** 2 + 2 * step * ahead) - perSecond) / step) * 1_000;
}

function stepOf({ ceilingPerSecond }: Cooldown): number {
  return Math.min(STEP_PER_SECOND, ceilingPerSecond * LONGEST_STEP);
}

/** Whether the limit may be forgotten: it has long allowed more than is used. */
export function isOver({ untilMs, cutAtMs, quota }: Cooldown, nowMs: number): boolean {
  return nowMs >= Math.max(untilMs + FORGET_MS, cutAtMs + FORGET_MS, quota?.untilMs ?? 0);
}

function send(
  state: Cooldown,
  { nowMs, deliveredPerSecond, failing }: Extract<CooldownEvent, { type: 'sent' }>,
): Cooldown {
  // The curve has no end, and what the target can take has: never far beyond what gets through.
  const ratio = failing ? FAILING_RATIO : FASTEST_RATIO;
  const fastest = Math.max(COARSE_PER_SECOND, state.ceilingPerSecond, deliveredPerSecond * ratio);
  const intervalMs = 1_000 / Math.min(rateAt(state, nowMs), fastest);
  // Owed is what could not go out while the gate was shut; what nobody wanted to send is not.
  const owedMs = state.nextAtMs < state.untilMs ? LONGEST_CREDIT_MS : 0;
  return {
    ...state,
    nextAtMs: Math.max(state.nextAtMs, nowMs - owedMs) + intervalMs,
    spacedAtMs: Math.max(state.spacedAtMs, nowMs) + intervalMs / 2,
  };
}

function deliver(state: Cooldown, sentAtMs: number, deliveredPerSecond: number): Cooldown {
  const sentSince = sentAtMs >= state.cutAtMs;
  const throttledInARow = sentSince ? 0 : state.throttledInARow;
  // A target that has only begun to be called takes more than had got through when the rate was cut. Soon after a cut
  // what got through is still that of before.
  const isMeasured = sentAtMs >= state.cutAtMs + MEASURED_OVER_MS;
  const tooLow = isMeasured && deliveredPerSecond >= Math.max(BUSY_PER_SECOND, state.ceilingPerSecond * FASTEST_RATIO);
  const climbs = state.climbing && sentSince;
  const served = Math.min(CONVINCED_OF_SERVING, state.served + (sentSince ? 1 : 0));
  if (throttledInARow === state.throttledInARow && served === state.served && !tooLow && !climbs) return state;
  const climbed = climbs ? state.ceilingPerSecond * CLIMB : state.ceilingPerSecond;
  return {
    ...state,
    throttledInARow,
    served,
    ceilingPerSecond: tooLow ? Math.max(deliveredPerSecond, climbed) : climbed,
  };
}

function throttle(state: Cooldown | undefined, event: Extract<CooldownEvent, { type: 'throttled' }>): Cooldown {
  const { nowMs } = event;
  // One cut per round trip: what was sent before the last cut was sent at the old rate.
  const cut = state === undefined || event.sentAtMs >= state.cutAtMs;
  const throttledInARow = cut ? (state?.throttledInARow ?? -1) + 1 : state.throttledInARow;
  const shutUntilMs = closedUntil(event, throttledInARow, state?.served ?? 0);
  const untilMs = Math.max(state?.untilMs ?? nowMs, shutUntilMs);
  const served = shutUntilMs > nowMs ? 0 : (state?.served ?? 0);
  if (!cut) return { ...state, untilMs, served };
  const reached = state === undefined ? Infinity : rateAt(state, nowMs);
  const least = state === undefined ? 0 : state.ceilingPerSecond * DEEPEST_FALL;
  const measured = Math.max(event.deliveredPerSecond, least) || COARSE_PER_SECOND;
  return {
    untilMs,
    cutAtMs: nowMs,
    throttledInARow,
    served,
    climbing: state === undefined && event.deliveredPerSecond <= COARSE_PER_SECOND,
    ceilingPerSecond: Math.max(SLOWEST_PER_SECOND, Math.min(measured, reached)),
    nextAtMs: Math.max(nowMs, state?.nextAtMs ?? 0),
    spacedAtMs: state?.spacedAtMs ?? nowMs,
    quota: undefined,
  };
}

/**
 * A hint closes the gate for everybody, since the next call would hear the same. Not so where many calls a second get
 * through: there it speaks for the calls that were too many, and the pace is what has to change. If all that is sent
 * at the new pace is throttled too, the target means it. Where nobody may wait, it closes only if nothing gets through.
 */
function closedUntil(
  event: Extract<CooldownEvent, { type: 'throttled' }>,
  throttledInARow: number,
  served: number,
): number {
  const { nowMs, hintMs, random, deliveredPerSecond, hasty } = event;
  const serving = deliveredPerSecond >= BUSY_PER_SECOND || served >= CONVINCED_OF_SERVING;
  const busy = hasty ? deliveredPerSecond > 0 : serving && throttledInARow < CONVINCED;
  if (hintMs === undefined || busy) return nowMs;
  return nowMs + hintMs + hintSpreadMs(hintMs, () => random);
}

/** Paces before the first refusal, when the quota would not last at the present rate. */
function pace(
  state: Cooldown | undefined,
  event: Extract<CooldownEvent, { type: 'quota-seen' }>,
): Cooldown | undefined {
  const { nowMs, resetMs, deliveredPerSecond } = event;
  if (event.perSecond >= deliveredPerSecond) return state;
  const perSecond = Math.max(event.perSecond, SLOWEST_PER_SECOND);
  const quota = { perSecond, untilMs: nowMs + resetMs };
  return { ...(state ?? begun(deliveredPerSecond, nowMs)), quota };
}
