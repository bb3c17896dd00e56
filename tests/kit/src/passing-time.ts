/** What goes on when it is told to: the fake clock of `@breakwater/core/testing`. */
interface Advancing {
  advance(byMs: number): Promise<void>;
}

/** A request as `@breakwater/chaos` records it. */
interface Recorded {
  readonly fault: { readonly kind: string } | undefined;
}

/** Longer than a limit that silence is to run into, and shorter than any other: milliseconds. */
const LEAP_MS = 20_000;

/** Limits of a policy for a clock of `passingTime`: each silence runs into them, and nothing else does. */
export const SILENCE_LIMITS = { attempt: '20s', firstContent: '20s', idle: '20s', total: false, growth: 1 } as const;

/**
 * Lets the time of a policy pass while real requests are under way: a millisecond at each turn of the event loop, and
 * 20 s at once for each request that its upstream is silent to. So `SILENCE_LIMITS` end what is silent, and never what
 * is merely slow, however slow the machine is.
 *
 * @param clock - goes on by itself from now on, until it is disposed of.
 * @param silences - how many requests the upstream has been silent to by now.
 */
export function passingTime<Clock extends Advancing>(clock: Clock, silences: () => number): Clock & Disposable {
  let ended = 0;
  const timer = setInterval(() => {
    const isNew = silences() > ended;
    if (isNew) ended += 1;
    void clock.advance(isNew ? LEAP_MS : 1);
  }, 1);
  return Object.assign(clock, { [Symbol.dispose]: () => clearInterval(timer) });
}

/** How many of these requests were met with silence. */
export function silencesIn(requests: readonly Recorded[]): number {
  return requests.filter(({ fault }) => fault?.kind === 'hang' || fault?.kind === 'stream-stall').length;
}
