/** Weight of one success in the usual number of attempts in flight. A mean, and no peak: the ramp climbs back to it. */
const IN_FLIGHT_WEIGHT = 1 / 256;
const DURATION_WEIGHT = 1 / 16;
/** Times the usual duration from which an attempt shows that the upstream is queueing. */
const SLOWED = 2;

/** What a target is like while all is well, slowly forgotten. */
export class Usual {
  /** Attempts in flight at once. */
  inFlight = 1;
  /** How long a successful attempt takes, milliseconds. */
  durationMs = 0;

  /** An attempt succeeded, with so many in flight. */
  note(inFlight: number, durationMs: number): void {
    this.inFlight += (inFlight - this.inFlight) * IN_FLIGHT_WEIGHT;
    this.durationMs += (durationMs - this.durationMs) * DURATION_WEIGHT;
  }

  /** Whether an attempt took much longer; never while nothing is known. */
  isSlow(durationMs: number): boolean {
    return this.durationMs > 0 && durationMs > SLOWED * this.durationMs;
  }
}
