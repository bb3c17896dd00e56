import type { Quota } from '../../classify/quota.ts';
import { COARSE_PER_SECOND, type Cooldown, isOver, lineMs, MEASURED_OVER_MS, nextAt, transition } from './cooldown.ts';
import { RecentRate } from './recent-rate.ts';
import type { Usual } from './usual.ts';

/** So many failures for each success are more than fail anyway. */
const FAILING_SHARE = 0.1;
/** Times that a refusal took after which none is to be expected any more. */
const REFUSALS = 2;

/** How fast attempts may go out at a target that has asked for less, and what gets through, by which that is measured. */
export class Pacer {
  /** Undefined while nothing is known of a limit. */
  state: Cooldown | undefined;
  readonly #delivered = new RecentRate(MEASURED_OVER_MS);
  /** What was sent, but for what has failed or was refused. */
  readonly #taken = new RecentRate(MEASURED_OVER_MS);
  readonly #failed = new RecentRate(MEASURED_OVER_MS);
  /** How long the last attempt took that was throttled; Infinity before the first: nobody asks. */
  #refusedAfterMs = Infinity;
  /** Nobody may wait: a call that were held back would be lost, and may well get through. */
  readonly #hasty: boolean;
  readonly #usual: Pick<Usual, 'durationMs'>;

  constructor(whenOpen: 'wait' | 'fail', usual: Pick<Usual, 'durationMs'>) {
    this.#hasty = whenOpen === 'fail';
    this.#usual = usual;
  }

  /** It holds calls back, or would if they came too fast. */
  get isPacing(): boolean {
    return this.state !== undefined && !this.#hasty;
  }

  /** When the next attempt may go: at or before `nowMs` means now. */
  nextAt(nowMs: number): number {
    if (this.state === undefined) return nowMs;
    return this.#hasty ? this.state.untilMs : nextAt(this.state, nowMs);
  }

  /** How long `ahead` attempts take to go out, from `fromMs` on, as far as can be told at `nowMs`: milliseconds. */
  lineMs(ahead: number, fromMs: number, nowMs: number): number {
    return this.state === undefined ? 0 : lineMs(this.state, ahead, fromMs, nowMs);
  }

  /** An attempt goes out. @param waiting - calls behind it: while there are any, nothing is forgotten, or all would go at once. */
  sent(nowMs: number, waiting: number): void {
    this.#taken.note(nowMs);
    if (this.state === undefined) return;
    if (waiting === 0 && isOver(this.state, nowMs)) {
      this.state = undefined;
      return;
    }
    const deliveredPerSecond = this.#throughput(nowMs);
    const failing = this.#failed.perSecond(nowMs) > deliveredPerSecond * FAILING_SHARE;
    this.state = transition(this.state, { type: 'sent', nowMs, deliveredPerSecond, failing });
  }

  /**
   * An attempt has ended, and was not throttled. One that was given up, or whose request was at fault, tells as much of
   * the limit as an answer once it has lasted for longer than a refusal takes: where callers leave before their answers
   * nothing would else get through, and the pace stay what it is for ever.
   */
  settled(outcome: 'success' | 'failure' | 'neutral', sentAtMs: number, nowMs: number): void {
    if (outcome === 'failure') {
      this.#taken.undo(sentAtMs, nowMs);
      if (this.state !== undefined) this.#failed.note(nowMs);
      return;
    }
    if (outcome === 'neutral' && nowMs - sentAtMs <= this.#refusedAfterMs * REFUSALS) return;
    this.#delivered.note(nowMs);
    if (this.state === undefined) return;
    const deliveredPerSecond = this.#throughput(nowMs);
    this.state = transition(this.state, { type: 'delivered', sentAtMs, deliveredPerSecond });
  }

  /**
   * An attempt was throttled.
   * @param hintMs - how long the target asked to wait, milliseconds; undefined when it did not say.
   * @param random - [0, 1), to spread the callers of many processes.
   */
  throttled(sentAtMs: number, hintMs: number | undefined, nowMs: number, random: number): Cooldown {
    this.#refusedAfterMs = nowMs - sentAtMs;
    this.#taken.undo(sentAtMs, nowMs);
    const deliveredPerSecond = this.#throughput(nowMs);
    const facts = { nowMs, sentAtMs, hintMs, deliveredPerSecond, hasty: this.#hasty, random };
    return (this.state = transition(this.state, { type: 'throttled', ...facts }) as Cooldown);
  }

  /** A response told how fast a quota lets us go on. @returns what came of it, where nothing was paced before. */
  quotaSeen({ perSecond, resetMs }: Quota, nowMs: number): Cooldown | undefined {
    const before = this.state;
    const deliveredPerSecond = this.#throughput(nowMs);
    this.state = transition(before, { type: 'quota-seen', nowMs, perSecond, resetMs, deliveredPerSecond });
    return before === undefined ? this.state : undefined;
  }

  /**
   * What gets through, calls per second: what was answered. Where an answer takes longer than that is measured over, it
   * tells of long ago, and in a process that has just begun of nothing: there it is what was sent and not refused.
   */
  #throughput(nowMs: number): number {
    const answered = this.#delivered.perSecond(nowMs);
    if (this.#usual.durationMs <= MEASURED_OVER_MS) return answered;
    const taken = this.#taken.perSecond(nowMs);
    return taken > COARSE_PER_SECOND ? Math.max(answered, taken) : answered;
  }
}
