/** A wave of rejections counts as one, milliseconds. */
const WAVE_MS = 200;
/** Part of what got through that the rate is cut to. */
const CUT = 0.85;
/** Growth of the rate per success, in calls per second. */
const GROWTH = 0.2;
/** More than the usual, so that a queue gets shorter. */
const CATCH_UP = 1.1;
const WINDOW_MS = 1_000;

/** How fast a plain room lets calls go: as fast as they come, until a rejection says otherwise. */
export class Pace {
  /** When the next call may go. */
  nextAtMs = 0;
  readonly #halves: boolean;
  #perSecond = Infinity;
  #cutAtMs = -Infinity;
  #windowFromMs = 0;
  #inWindow = 0;
  /** Successes per second in the last full window that had any. */
  #usual = 1;

  /** @param halves - each rejection halves the rate; else a wave of them cuts it to a part of what got through. */
  constructor(halves: boolean) {
    this.#halves = halves;
  }

  sent(nowMs: number): void {
    this.nextAtMs = Math.max(nowMs, this.nextAtMs) + 1_000 / this.#perSecond;
  }

  delivered(nowMs: number): void {
    this.#roll(nowMs);
    this.#inWindow++;
    this.#perSecond += GROWTH;
  }

  throttled(nowMs: number): void {
    this.#roll(nowMs);
    if (this.#halves) {
      this.#perSecond = Math.max(0.5, Math.min(this.#perSecond, this.#usual) / 2);
      return;
    }
    if (nowMs < this.#cutAtMs + WAVE_MS) return;
    this.#cutAtMs = nowMs;
    this.#perSecond = Math.max(0.5, Math.min(this.#perSecond, this.#usual) * CUT);
  }

  /** Goes on a little faster than usual, for as long as it takes: the rate grows from there. */
  limitToUsual(nowMs: number): void {
    this.#perSecond = Math.max(1, this.#usual) * CATCH_UP;
    this.nextAtMs = nowMs;
  }

  #roll(nowMs: number): void {
    if (nowMs < this.#windowFromMs + WINDOW_MS) return;
    if (this.#inWindow > 0) this.#usual = (this.#inWindow * 1_000) / (nowMs - this.#windowFromMs);
    this.#windowFromMs = nowMs;
    this.#inWindow = 0;
  }
}
