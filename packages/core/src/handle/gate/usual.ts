/** How long it takes until what is usual has followed a change, milliseconds; */
const MEMORY_MS = 30_000;
/** and while the target is tried again: there turns are given by it, and by an old one to those who leave before an answer. */
const MEMORY_WHERE_TRIED_MS = 5_000;
/** The most that one success counts, however long it is since the last one. */
const GREATEST_WEIGHT = 1 / 16;
/** Times the usual from which on an attempt shows that the upstream is queueing. */
const SLOWED = 2;
/** So many answers are taken as they are: of a process that has just begun, the first ones are the quickest. */
const FIRST = 16;
/** What an answer is taken to take before the first one is there, milliseconds. */
const UNKNOWN_MS = 2_000;

/** What a target is like while all is well. */
export class Usual {
  /** Attempts in flight at once. */
  inFlight = 1;
  /** How long a successful attempt takes, milliseconds. */
  durationMs = 0;
  /** It was seen while all was well, and not only while the target was tried again. */
  isProven = false;
  #notedAtMs = 0;
  #noted = 0;

  /** How long a successful attempt takes, or a guess before the first one, milliseconds. */
  get answerMs(): number {
    return this.isKnown ? this.durationMs : UNKNOWN_MS;
  }

  get isKnown(): boolean {
    return this.#noted > 0;
  }

  /**
   * An attempt succeeded, with so many in flight. What is far above the usual counts as twice of it: an upstream
   * that queues for five seconds before it fails must not pass its queue off as usual.
   *
   * @param isWell - the breaker is closed. While it is tried again fewer are in flight than usually; but who began in an
   *   outage has nothing else to go by.
   */
  note(inFlight: number, durationMs: number, nowMs: number, isWell: boolean): void {
    if (isWell) this.isProven = true;
    const isBound = this.#noted >= FIRST;
    const within = isBound ? Math.min(durationMs, SLOWED * this.durationMs) : durationMs;
    const many = isBound ? Math.min(inFlight, SLOWED * this.inFlight) : inFlight;
    const weight = this.#weight(nowMs, isWell ? MEMORY_MS : MEMORY_WHERE_TRIED_MS);
    this.durationMs += (within - this.durationMs) * weight;
    if (isWell || !this.isProven) this.inFlight += (many - this.inFlight) * weight;
  }

  /** An attempt was given up, before its answer: where it lasted for longer than one takes, one takes longer than that. */
  givenUp(durationMs: number, nowMs: number): void {
    if (!this.isKnown || durationMs <= this.durationMs) return;
    const within = Math.min(durationMs, SLOWED * this.durationMs);
    this.durationMs += (within - this.durationMs) * this.#weight(nowMs, MEMORY_MS);
  }

  /** Of one more attempt, in what is usual. */
  #weight(nowMs: number, memoryMs: number): number {
    const byTime = Math.min(GREATEST_WEIGHT, (nowMs - this.#notedAtMs) / memoryMs);
    this.#notedAtMs = nowMs;
    return Math.max(byTime, 1 / ++this.#noted);
  }

  /** Whether an attempt took much longer; never while nothing is known. */
  isSlow(durationMs: number): boolean {
    return this.durationMs > 0 && durationMs > SLOWED * this.durationMs;
  }
}
