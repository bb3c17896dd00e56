import type { ResolvedAlertRule } from '../policy/resolved.ts';
import type { AlertEvent, AlertReport } from './alert-event.ts';
import { Watch, type WatchedStatistics } from './watch.ts';

/** The alerts of one breakwater. A target is looked at as its attempts end, and now and then while something is raised for it. */
export interface Alerts {
  /** What judges one target: made with the target, told of every attempt that ends. */
  watch(target: string, statistics: WatchedStatistics): Watch;
  /** What is raised now, the oldest first. */
  active(): readonly AlertEvent[];
}

/**
 * @param rules - with their defaults filled in, as by `resolveAlerts`.
 * @param raise - gets each alert once when it is raised and once when it is cleared. What it throws is ignored.
 */
export function createAlerts(rules: readonly ResolvedAlertRule[], raise: (event: AlertEvent) => void): Alerts {
  const active = new Set<AlertEvent>();
  const kinds = rules.some(({ type }) => type === 'new-error') ? new Set<string>() : undefined;
  const board = { rules, raise, active, kinds };
  return {
    watch: (target, statistics) => new Watch(board, target, statistics),
    active: () => [...active],
  };
}

/**
 * An alert as it leaves the process.
 *
 * @param at - when it is told, wall-clock milliseconds.
 * @param wallOffsetMs - wall clock less monotonic clock, milliseconds.
 */
export function toEvent({ type, since, ...alert }: AlertEvent, at: number, wallOffsetMs: number): AlertReport {
  return { ...alert, state: type, at, since: Math.round(since + wallOffsetMs) };
}
