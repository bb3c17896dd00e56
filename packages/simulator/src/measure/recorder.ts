/** Length of the slots that things are counted in, milliseconds. */
export const SLOT_MS = 100;

/** Counts what happens, as it happens; `measure` makes figures of it afterwards. */
export class Recorder {
  /** Per slot: calls made, attempts that arrived upstream, attempts it could not serve, calls answered in time. */
  readonly calls: Float64Array;
  readonly attempts: Float64Array;
  readonly wasted: Float64Array;
  readonly answered: Float64Array;
  /** Per client: calls made, and answered in time. */
  readonly callsOf: Float64Array;
  readonly answeredOf: Float64Array;
  /** When each call was made and at which target, for the optimum. */
  readonly arrivals: number[] = [];
  readonly arrivalTargets: number[] = [];
  /** Time that each answered call spent on anything but its successful attempt, milliseconds. */
  readonly addedMs: number[] = [];
  /** When a closed breaker opened. */
  readonly opens: number[] = [];
  /** Attempts that the upstream finished, and those among them that brought nobody an answer. */
  served = 0;
  useless = 0;
  /** Calls that ended more than a slot after their caller's patience did. */
  overstayed = 0;
  /** Streams that began again after they had broken, so that the caller got their beginning twice. */
  repeated = 0;

  /** @param lengthMs - of the whole run. */
  constructor(lengthMs: number, clients: number) {
    const slots = Math.ceil(lengthMs / SLOT_MS) + 1;
    this.calls = new Float64Array(slots);
    this.attempts = new Float64Array(slots);
    this.wasted = new Float64Array(slots);
    this.answered = new Float64Array(slots);
    this.callsOf = new Float64Array(clients);
    this.answeredOf = new Float64Array(clients);
  }

  call(nowMs: number, client: number, target: number): void {
    this.calls[slotOf(nowMs)]!++;
    this.callsOf[client]!++;
    this.arrivals.push(nowMs);
    this.arrivalTargets.push(target);
  }

  attempt(nowMs: number, wasted: boolean): void {
    const slot = slotOf(nowMs);
    this.attempts[slot]!++;
    if (wasted) this.wasted[slot]!++;
  }

  finished(useful: boolean): void {
    this.served++;
    if (!useful) this.useless++;
  }

  answer(nowMs: number, client: number, addedMs: number): void {
    this.answered[slotOf(nowMs)]!++;
    this.answeredOf[client]!++;
    this.addedMs.push(addedMs);
  }
}

function slotOf(nowMs: number): number {
  return Math.floor(nowMs / SLOT_MS);
}
