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
  /** When the next call is due at the paced rate. */
  readonly nextAtMs: number;
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
  | { readonly type: 'sent'; readonly nowMs: number };

/** What remains of the rate after a cut. */
const CUT = 0.7;
/** Steepness of the cubic, calls per second per second cubed. */
const STEEPNESS = 0.4;
const SLOWEST_PER_SECOND = 0.5;
/** Calls that fall due within this go out together: a timer is no finer. */
const BURST_MS = 20;
/** Pacing ends when it has allowed this many times what is used, for this long after the cut. */
const FORGET_RATIO = 2;
const FORGET_MS = 10_000;
/** The largest share of a hint that is added to it, and the most in all, so that callers do not return together. */
const SPREAD = 0.25;
const LONGEST_SPREAD_MS = 5_000;

export function transition(state: Cooldown | undefined, event: CooldownEvent): Cooldown | undefined {
  if (event.type === 'sent') return state && { ...state, nextAtMs: spend(state, event.nowMs) };
  return event.type === 'throttled' ? throttle(state, event) : pace(state, event);
}

/** Calls per second that may go out now. */
export function rateAt(state: Cooldown, nowMs: number): number {
  if (state.quota !== undefined && nowMs < state.quota.untilMs) return state.quota.perSecond;
  const plateauS = Math.cbrt((state.ceilingPerSecond * (1 - CUT)) / STEEPNESS);
  const sinceS = (nowMs - Math.max(state.cutAtMs, state.untilMs)) / 1_000;
  return Math.max(SLOWEST_PER_SECOND, STEEPNESS * (Math.max(sinceS, 0) - plateauS) ** 3 + state.ceilingPerSecond);
}

/** When the next call may go out: at or before `nowMs` means now. */
export function nextAt(state: Cooldown | undefined, nowMs: number): number {
  if (state === undefined) return nowMs;
  if (nowMs < state.untilMs) return state.untilMs;
  return state.nextAtMs - BURST_MS;
}

/** Whether the limit may be forgotten: it has long allowed more than is used. */
export function isOver(state: Cooldown, nowMs: number, deliveredPerSecond: number): boolean {
  if (nowMs < state.untilMs + FORGET_MS || nowMs < state.cutAtMs + FORGET_MS) return false;
  if (state.quota !== undefined && nowMs < state.quota.untilMs) return false;
  return rateAt(state, nowMs) > FORGET_RATIO * Math.max(deliveredPerSecond, SLOWEST_PER_SECOND);
}

function spend(state: Cooldown, nowMs: number): number {
  return Math.max(state.nextAtMs, nowMs) + 1_000 / rateAt(state, nowMs);
}

function throttle(state: Cooldown | undefined, event: Extract<CooldownEvent, { type: 'throttled' }>): Cooldown {
  const { nowMs, hintMs, random } = event;
  const spreadMs = hintMs === undefined ? 0 : Math.min(hintMs * SPREAD, LONGEST_SPREAD_MS) * random;
  const untilMs = Math.max(state?.untilMs ?? 0, hintMs === undefined ? nowMs : nowMs + hintMs + spreadMs);
  // One cut per round trip: what was sent before the last cut was sent at the old rate.
  if (state !== undefined && event.sentAtMs < state.cutAtMs) return { ...state, untilMs };
  const reached = state === undefined ? Infinity : rateAt(state, nowMs);
  const ceilingPerSecond = Math.max(SLOWEST_PER_SECOND, Math.min(event.deliveredPerSecond, reached));
  return {
    untilMs,
    cutAtMs: nowMs,
    ceilingPerSecond,
    nextAtMs: Math.max(untilMs, state?.nextAtMs ?? 0),
    quota: undefined,
  };
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
  if (state !== undefined) return { ...state, quota };
  return { untilMs: nowMs, cutAtMs: nowMs, ceilingPerSecond: deliveredPerSecond, nextAtMs: nowMs, quota };
}
