import { Numbers } from './numbers.ts';

/** Length of the slots that things are counted in, milliseconds. */
export const SLOT_MS = 100;

/** A breaker of one process has changed. */
export interface BreakerChange {
  readonly atMs: number;
  readonly process: number;
  readonly target: string;
  readonly to: 'closed' | 'open' | 'half-open';
}

/** Counts what happens, as it happens; `measure` makes figures of it afterwards. */
export class Recorder {
  /** Per slot: calls made, attempts that arrived upstream, attempts it could not serve, calls answered in time. */
  readonly calls: Float64Array;
  readonly attempts: Float64Array;
  readonly wasted: Float64Array;
  /** Per slot: attempts at an upstream that answered none; and those among them by a process whose breaker was not closed. */
  readonly attemptsInTrouble: Float64Array;
  readonly probes: Float64Array;
  readonly answered: Float64Array;
  /** Per client: calls made, and answered in time. */
  readonly callsOf: Float64Array;
  readonly answeredOf: Float64Array;
  /** When each call was made and at which target, for the optimum. */
  readonly arrivals: Numbers = new Numbers();
  readonly arrivalTargets: Numbers = new Numbers();
  /** Time that each answered call spent on anything but its successful attempt, milliseconds. */
  readonly addedMs: Numbers = new Numbers();
  /** When each answered call was answered, and how long it took in all, milliseconds. */
  readonly answeredAtMs: Numbers = new Numbers();
  readonly durationsMs: Numbers = new Numbers();
  /** When a closed breaker opened. */
  readonly opens: number[] = [];
  /** Every change of a breaker, in the order of time. */
  readonly breakerChanges: BreakerChange[] = [];
  /** Attempts that the upstream finished, and those among them that brought nobody an answer. */
  served = 0;
  useless = 0;
  /** Most attempts that any call made, and attempts that were made for callers who had left. */
  mostAttempts = 0;
  orphaned = 0;
  /** Commands to the shared store. */
  storeCommands = 0;
  /** Calls that ended more than a slot after their caller's patience did. */
  overstayed = 0;
  /** Streams that began again after they had broken, so that the caller got their beginning twice. */
  repeated = 0;
  /** Failed calls whose callers were told something: all, those told the right code, and those told a time. */
  errors = 0;
  rightCodes = 0;
  toldTimes = 0;
  /** Of those told a time, who would have been served at that time; and who was told the right code besides. */
  rightTimes = 0;
  honestTimes = 0;
  /** Who was told the right code, and no time. */
  honestSilences = 0;
  /** Breakers that are open or half-open now, by process and target. */
  readonly #notClosed = new Set<string>();

  /** @param lengthMs - of the whole run. */
  constructor(lengthMs: number, clients: number) {
    const slots = Math.ceil(lengthMs / SLOT_MS) + 1;
    this.calls = new Float64Array(slots);
    this.attempts = new Float64Array(slots);
    this.wasted = new Float64Array(slots);
    this.attemptsInTrouble = new Float64Array(slots);
    this.probes = new Float64Array(slots);
    this.answered = new Float64Array(slots);
    this.callsOf = new Float64Array(clients);
    this.answeredOf = new Float64Array(clients);
  }

  /** A call is made. @returns how many were before it. */
  call(nowMs: number, client: number, target: number): number {
    this.calls[slotOf(nowMs)]!++;
    this.callsOf[client]!++;
    this.arrivalTargets.add(target);
    return this.arrivals.add(nowMs);
  }

  /** An attempt is on its way: its place among those of its call, and whether its caller has left. */
  sent(number: number, isOrphan: boolean): void {
    if (number > this.mostAttempts) this.mostAttempts = number;
    if (isOrphan) this.orphaned++;
  }

  /** An attempt arrives upstream. @param wasted - it cannot be served. */
  attempt(nowMs: number, wasted: boolean): void {
    const slot = slotOf(nowMs);
    this.attempts[slot]!++;
    if (wasted) this.wasted[slot]!++;
  }

  /** An attempt arrives at an upstream that answers none. */
  attemptInTrouble(nowMs: number, { process, target }: Pick<BreakerChange, 'process' | 'target'>): void {
    this.attempt(nowMs, true);
    this.attemptsInTrouble[slotOf(nowMs)]!++;
    if (this.#notClosed.size > 0 && this.#notClosed.has(`${process} ${target}`)) this.probes[slotOf(nowMs)]!++;
  }

  /** A breaker has changed; when it opened and was closed before, that counts as an opening. */
  breakerChanged(change: BreakerChange, wasClosed: boolean): void {
    this.breakerChanges.push(change);
    const key = `${change.process} ${change.target}`;
    if (change.to === 'closed') this.#notClosed.delete(key);
    else this.#notClosed.add(key);
    if (wasClosed && change.to === 'open') this.opens.push(change.atMs);
  }

  /** The caller of a failed call is told so: by the right code or not, and when to come back or not. */
  told(isRight: boolean, hasTime: boolean): void {
    this.errors++;
    if (isRight) this.rightCodes++;
    if (hasTime) this.toldTimes++;
    else if (isRight) this.honestSilences++;
  }

  /** The time has come that a caller was told. @param served - the share of attempts that would be served now. */
  cameBack(served: number, isRight: boolean): void {
    this.rightTimes += served;
    if (isRight) this.honestTimes += served;
  }

  finished(useful: boolean): void {
    this.served++;
    if (!useful) this.useless++;
  }

  /** A call is answered in time. @param addedMs - of its duration, what was not the attempt that succeeded. */
  answer(nowMs: number, client: number, addedMs: number, durationMs: number): void {
    this.answered[slotOf(nowMs)]!++;
    this.answeredOf[client]!++;
    this.addedMs.add(addedMs);
    this.answeredAtMs.add(nowMs);
    this.durationsMs.add(durationMs);
  }
}

function slotOf(nowMs: number): number {
  return Math.floor(nowMs / SLOT_MS);
}
