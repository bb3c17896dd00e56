/** Timers and time, as core's `Clock` has them. */
interface Clock {
  now(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
  holdProcess?(handle: unknown, hold: boolean): void;
}

/** A request as `@breakwater/chaos` records it. */
interface Recorded {
  readonly fault: { readonly kind: string } | undefined;
  readonly ending: string | undefined;
}

interface Timer {
  readonly callback: () => void;
  readonly dueMs: number;
  isHeld: boolean;
  /** Of the clock beneath. */
  handle: unknown;
}

/** No wait between attempts is as long as this; what is, is a limit, or of no account. Milliseconds. */
const LONG_MS = 5_000;
const LOOK_EVERY_MS = 2;

/** Limits that only an impatient clock can reach: they end what is silent, and never what a busy machine makes slow. */
export const SILENCE_LIMITS = { attempt: '5m', firstContent: '5m', idle: '5m', total: false, growth: 1 } as const;

/**
 * A clock that jumps to its next timer as soon as there is nothing to wait for. Tests of limits need not be quick then:
 * each limit is so long that only silence can run into it, on a machine of any speed.
 *
 * @param base - tells the time otherwise.
 * @param isSilent - whether the upstream says nothing now, and never will.
 */
export function impatientClock<Base extends Clock>(base: Base, isSilent: () => boolean): Base {
  const timers = new Set<Timer>();
  let skippedMs = 0;
  let watch: NodeJS.Timeout | undefined;

  function now(): number {
    return base.now() + skippedMs;
  }

  function arm(timer: Timer): void {
    timer.handle = base.setTimer(
      () => {
        timers.delete(timer);
        timer.callback();
      },
      Math.max(0, timer.dueMs - now()),
    );
    base.holdProcess?.(timer.handle, timer.isHeld);
  }

  function look(): void {
    const waitMs = Math.min(...[...timers].map(({ dueMs }) => dueMs)) - now();
    if (waitMs < LONG_MS || waitMs === Infinity || !isSilent()) return;
    skippedMs += waitMs;
    for (const timer of timers) {
      base.clearTimer(timer.handle);
      arm(timer);
    }
  }

  /** Looks only while somebody waits. */
  function keepLooking(): void {
    const isNeeded = [...timers].some(({ isHeld }) => isHeld);
    if (isNeeded) {
      watch ??= setInterval(look, LOOK_EVERY_MS).unref();
    } else {
      clearInterval(watch);
      watch = undefined;
    }
  }

  return {
    ...base,
    now,
    setTimer(callback: () => void, delayMs: number): Timer {
      const timer = { callback, dueMs: now() + delayMs, isHeld: true, handle: undefined };
      timers.add(timer);
      arm(timer);
      keepLooking();
      return timer;
    },
    clearTimer(timer: Timer): void {
      timers.delete(timer);
      base.clearTimer(timer.handle);
      keepLooking();
    },
    holdProcess(timer: Timer, hold: boolean): void {
      timer.isHeld = hold;
      base.holdProcess?.(timer.handle, hold);
      keepLooking();
    },
  };
}

/** Whether one of these requests goes on and is met with silence. */
export function hasSilence(requests: readonly Recorded[]): boolean {
  return requests.some(
    ({ fault, ending }) => ending === undefined && /^(?:hang|stream-stall)$/.test(fault?.kind ?? ''),
  );
}
