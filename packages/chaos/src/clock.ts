/** Where the server's time comes from: the timeline, the limits and every pause ask a `Clock`, so tests own time. */
export interface Clock {
  /** Monotonic milliseconds. Only differences mean anything. */
  now(): number;
  /** Wall-clock milliseconds since the epoch. Only written into headers and the request log. */
  wallNow(): number;
  /** Calls `callback` once, `delayMs` from now (0 to 2^31-1), and returns a handle for `clearTimer`. */
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
}

/** The real thing: a monotonic clock and the runtime's own timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};
