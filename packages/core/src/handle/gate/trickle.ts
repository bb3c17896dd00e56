import type { BreakerOptions, BreakerState } from './breaker-state.ts';
import type { RecentRate } from './recent-rate.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** So many calls come for each one that has waited. */
const NEWCOMERS = 2;
/** Where few come, those who have waited need not wait for them for longer than this, milliseconds. */
const LONGEST_MS = 250;

/** What is known of a target at its gate. */
interface Known {
  readonly breaker: BreakerState;
  readonly options: Pick<BreakerOptions, 'probeAfterMs' | 'whenOpen'>;
  readonly room: Pick<WaitingRoom, 'first'>;
  /** When the last call left the room. */
  readonly trickledAtMs: number;
}

/**
 * When the first in line may go, as far as those are concerned who come: at or before now means now.
 *
 * Where calls are to fail, a retry that waits leaves the way to those who come: they would be refused, and it is not. So
 * a call that comes carries the probe, and stays for its retries, where one that has waited has fewer of them left. And
 * when the target is back, all who have waited would together be a crowd: they go one by one, those too who have waited
 * for the verdict only.
 */
export function trickleAt(
  { breaker, options: { whenOpen, probeAfterMs }, room, trickledAtMs }: Known,
  arrivals: Pick<RecentRate, 'perSecond'>,
  nowMs: number,
): number {
  if (whenOpen === 'wait' || (room.first()?.attemptsMade === 0 && breaker.kind !== 'closed')) return -Infinity;
  // A probe whose time the policy names is not put off.
  const dueMs = breaker.kind === 'open' && probeAfterMs === Infinity ? breaker.probeAtMs : -Infinity;
  return Math.max(trickledAtMs, dueMs) + Math.min(LONGEST_MS, (NEWCOMERS * 1_000) / arrivals.perSecond(nowMs));
}
