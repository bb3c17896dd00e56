/**
 * How often something happens, per second, over the last one to two slots. Apart from the breaker's window, which has the
 * policy's length and is emptied whenever the breaker closes: a pace is measured by what there was before, too.
 */
export class RecentRate {
  readonly #slotMs: number;
  #slot = -1;
  #inSlot = 0;
  #inSlotBefore = 0;
  /** The first time, after a pause too: the time before it is not counted. */
  #sinceMs = Infinity;

  constructor(slotMs: number) {
    this.#slotMs = slotMs;
  }

  /** It has happened. */
  note(nowMs: number): void {
    this.#advance(nowMs);
    if (this.#sinceMs === Infinity) this.#sinceMs = nowMs;
    this.#inSlot++;
  }

  /** What was noted at `atMs` has not happened after all. */
  undo(atMs: number, nowMs: number): void {
    this.#advance(nowMs);
    const slot = Math.floor(atMs / this.#slotMs);
    if (slot === this.#slot) this.#inSlot--;
    else if (slot === this.#slot - 1) this.#inSlotBefore--;
  }

  /** Taken over half a slot at least: one answer right at the start is not ten a second. */
  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    const count = this.#inSlot + this.#inSlotBefore;
    const slotMs = this.#slotMs;
    const overMs = Math.min(slotMs + nowMs - this.#slot * slotMs, Math.max(nowMs - this.#sinceMs, slotMs / 2));
    return (count * 1_000) / overMs;
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    if (slot === this.#slot) return;
    this.#inSlotBefore = slot === this.#slot + 1 ? this.#inSlot : 0;
    this.#inSlot = 0;
    this.#slot = slot;
    if (this.#inSlotBefore === 0) this.#sinceMs = Infinity;
  }
}
