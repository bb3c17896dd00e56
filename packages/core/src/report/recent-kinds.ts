/** As many as the slots of the rolling counts, so that both tell of the same minute. */
const SLOTS = 12;

/** What happened in one slot. Slots are counted from time 0. */
interface Slot {
  readonly number: number;
  readonly counts: Map<string, number>;
}

/** How often each kind of failure was seen in the recent past. Nothing is kept of slots without one. */
export class RecentKinds {
  readonly #slotMs: number;
  /** Oldest first. */
  #slots: Slot[] = [];

  /** @param windowMs - how far back it reaches, more than 0. */
  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS;
  }

  /** @param kind - one of a known few. */
  add(nowMs: number, kind: string): void {
    const number = Math.floor(nowMs / this.#slotMs);
    let newest = this.#slots.at(-1);
    if (newest?.number !== number) {
      newest = { number, counts: new Map() };
      this.#slots = [...this.#recent(number), newest];
    }
    newest.counts.set(kind, (newest.counts.get(kind) ?? 0) + 1);
  }

  /** What was seen in the window, up to now. */
  counts(nowMs: number): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { counts } of this.#recent(Math.floor(nowMs / this.#slotMs))) {
      for (const [kind, count] of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
    }
    return sums;
  }

  #recent(now: number): readonly Slot[] {
    return this.#slots.filter(({ number }) => number > now - SLOTS);
  }
}
