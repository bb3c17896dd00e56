/** A token bucket: `burst` tokens at most, refilled all the time. */
export class Bucket {
  perSecond: number;
  readonly burst: number;
  #level: number;
  #atMs = 0;

  constructor(perSecond: number, burst: number) {
    this.perSecond = perSecond;
    this.burst = Math.max(burst, 1);
    this.#level = this.burst;
  }

  /** Milliseconds until `amount` is there; 0 for now. */
  waitFor(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    const missing = Math.min(amount, this.burst) - this.#level;
    return missing <= 1e-9 ? 0 : (missing * 1_000) / this.perSecond;
  }

  take(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#level -= amount;
  }

  /** Whether `amount` is there now. Changes nothing, not even by a rounding. */
  hasFor(amount: number, nowMs: number): boolean {
    const refilled = this.perSecond === Infinity ? this.burst : ((nowMs - this.#atMs) * this.perSecond) / 1_000;
    return Math.min(amount, this.burst) - Math.min(this.burst, this.#level + refilled) <= 1e-9;
  }

  /** Takes `amount` if it is there now. */
  tryTake(amount: number, nowMs: number): boolean {
    if (this.waitFor(amount, nowMs) > 0) return false;
    this.#level -= amount;
    return true;
  }

  setRate(perSecond: number, nowMs: number): void {
    if (perSecond === this.perSecond) return;
    this.#refill(nowMs);
    this.perSecond = perSecond;
  }

  #refill(nowMs: number): void {
    if (this.perSecond === Infinity) this.#level = this.burst;
    else this.#level = Math.min(this.burst, this.#level + ((nowMs - this.#atMs) * this.perSecond) / 1_000);
    this.#atMs = nowMs;
  }
}
