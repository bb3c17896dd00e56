import { type Clock, systemClock } from '@breakwater/core';
import type { Authorize } from './serve/access.ts';
import { warnOnConsole } from './warn.ts';

/** How a dashboard is set up. */
export interface DashboardOptions {
  /** Where it is mounted, as the browser sees it. Begins with a slash. @defaultValue '/_breakwater' */
  readonly basePath?: string | undefined;
  /**
   * Who may see it: called for every request. Without it the dashboard answers only to this machine, and to nobody
   * where `NODE_ENV` is `production`.
   */
  readonly authorize?: Authorize | undefined;
  /** Whether those who may see it may isolate and reset targets as well. @defaultValue false */
  readonly allowControl?: boolean | undefined;
  /** What is watched, for the title of the page. @defaultValue 'Breakwater' */
  readonly name?: string | undefined;
  /**
   * Which process it is, such as its host's name: shown beside `name`, for those who look at one of many behind a
   * balancer. @defaultValue none
   */
  readonly instance?: string | undefined;
  /** How many may watch at once. An integer of 1 or more. @defaultValue 20 */
  readonly maxWatchers?: number | undefined;
  /** Takes what the operator must know. @defaultValue console.warn */
  readonly warn?: ((text: string) => void) | undefined;
  /** Paces the updates of the page. @defaultValue the runtime's own clock and timers */
  readonly clock?: Clock | undefined;
}

export interface ResolvedOptions {
  /** Without a slash at its end. */
  readonly basePath: string;
  readonly authorize: Authorize | undefined;
  readonly allowControl: boolean;
  readonly name: string;
  readonly instance: string | undefined;
  readonly maxWatchers: number;
  readonly warn: (text: string) => void;
  readonly clock: Clock;
}

/** @throws TypeError or RangeError naming the option, what was found and what is allowed. */
export function resolveOptions({
  basePath = '/_breakwater',
  authorize,
  allowControl = false,
  name = 'Breakwater',
  instance,
  maxWatchers = 20,
  warn = warnOnConsole,
  clock = systemClock,
}: DashboardOptions): ResolvedOptions {
  if (typeof basePath !== 'string' || !basePath.startsWith('/')) {
    throw new TypeError(`basePath: found ${JSON.stringify(basePath)}; allowed: a path such as '/_breakwater'`);
  }
  if (authorize !== undefined && typeof authorize !== 'function') {
    throw new TypeError(`authorize: found ${typeof authorize}; allowed: (request) => boolean`);
  }
  if (typeof allowControl !== 'boolean') {
    throw new TypeError(`allowControl: found ${typeof allowControl}; allowed: true or false`);
  }
  if (!Number.isInteger(maxWatchers) || maxWatchers < 1) {
    throw new RangeError(`maxWatchers: found ${String(maxWatchers)}; allowed: an integer of 1 or more`);
  }
  return { basePath: basePath.replace(/\/+$/, ''), authorize, allowControl, name, instance, maxWatchers, warn, clock };
}
