const SLOT_MS = 1_000;
/** A rate is taken over no less than this, milliseconds: one answer right at the start is not ten a second. */
const SHORTEST_MS = 500;

/**
 * What gets through, in answers per second, over the last one to two seconds. Apart from the breaker's window, which
 * has the policy's length and is emptied whenever the breaker closes: a pace is measured by what there was before, too.
 */
export class DeliveryRate {
  #slot = -1;
  #inSlot = 0;
  #inSlotBefore = 0;
  /** The first answer, after a pause too: the time before it is not counted. */
  #sinceMs = Infinity;

  /** An attempt succeeded. */
  note(nowMs: number): void {
    this.#advance(nowMs);
    if (this.#sinceMs === Infinity) this.#sinceMs = nowMs;
    this.#inSlot++;
  }

  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    const count = this.#inSlot + this.#inSlotBefore;
    const overMs = Math.min(SLOT_MS + nowMs - this.#slot * SLOT_MS, Math.max(nowMs - this.#sinceMs, SHORTEST_MS));
    return (count * 1_000) / overMs;
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    if (slot === this.#slot) return;
    this.#inSlotBefore = slot === this.#slot + 1 ? this.#inSlot : 0;
    this.#inSlot = 0;
    this.#slot = slot;
    if (this.#inSlotBefore === 0) this.#sinceMs = Infinity;
  }
}
