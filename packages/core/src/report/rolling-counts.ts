/** How many attempts there were, and how many of them failed. */
export interface Counts {
  readonly attempts: number;
  readonly failures: number;
}

export const NO_COUNTS: Counts = { attempts: 0, failures: 0 };

const SLOTS = 12;
/** One number holds both counts of a slot: 26 bits of attempts, more than a process makes in any slot, then failures. */
const FAILURE = 2 ** 26;

/** Attempts and failures of the recent past, in a ring of 12 slots. Made at the first attempt. */
export class RollingCounts {
  readonly #slotMs: number;
  #slots: number[] = [];
  /** The number of the newest slot, counted from time 0. */
  #newest = 0;
  /** When the newest slot ends, in monotonic milliseconds. */
  #endsAtMs = 0;

  /** @param windowMs - how far back it reaches, more than 0. */
  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS;
  }

  add(nowMs: number, failed: boolean): void {
    if (nowMs >= this.#endsAtMs) this.#advance(Math.floor(nowMs / this.#slotMs));
    this.#slots[this.#newest % SLOTS]! += failed ? FAILURE + 1 : 1;
  }

  /**
   * What happened in the last `share` of the window, up to now. The slot under way is one of those counted, so the
   * time covered is up to one slot shorter.
   * @param share - above 0, up to 1; rounded up to whole slots.
   */
  counts(nowMs: number, share = 1): Counts {
    const now = Math.max(this.#newest, Math.floor(nowMs / this.#slotMs));
    let attempts = 0;
    let failures = 0;
    for (
      let slot = Math.max(0, now - Math.ceil(share * SLOTS) + 1, this.#newest - SLOTS + 1);
      slot <= this.#newest;
      slot++
    ) {
      const both = this.#slots[slot % SLOTS] ?? 0;
      // The remainder by subtraction: of numbers beyond 31 bits it is slow.
      const failed = Math.floor(both / FAILURE);
      attempts += both - failed * FAILURE;
      failures += failed;
    }
    return { attempts, failures };
  }

  /** The counts of each slot of the window, oldest first; the last one is under way. */
  slots(nowMs: number): readonly Counts[] {
    const now = Math.max(this.#newest, Math.floor(nowMs / this.#slotMs));
    return Array.from({ length: SLOTS }, (_, index) => {
      const slot = now - SLOTS + 1 + index;
      const isKept = slot > this.#newest - SLOTS && slot <= this.#newest;
      const both = isKept ? (this.#slots[slot % SLOTS] ?? 0) : 0;
      return { attempts: both % FAILURE, failures: Math.floor(both / FAILURE) };
    });
  }

  /** Empties the slots that have come round again. */
  #advance(slot: number): void {
    if (this.#slots.length === 0) this.#slots = Array<number>(SLOTS).fill(0);
    const stale = Math.min(SLOTS, slot - this.#newest);
    for (let back = 0; back < stale; back++) this.#slots[(slot - back) % SLOTS] = 0;
    this.#newest = slot;
    this.#endsAtMs = (slot + 1) * this.#slotMs;
  }
}
