import { meanOf } from '../random.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Incidents } from '../world/incidents.ts';

/**
 * What a clairvoyant could have served of these calls: it knows every incident beforehand, sends each call at the
 * first instant at which the upstream can take it, in order of arrival, and lets go only of calls whose callers will
 * have left. Calls of equal patience in order of arrival are served earliest deadline first, which is optimal.
 *
 * @param arrivalsMs - of the calls to one target, ascending.
 * @returns the expected number of answered calls; a fraction where answers fail by chance.
 */
export function optimum(scenario: Scenario, target: string, arrivalsMs: readonly number[]): number {
  const { upstream, patienceMs, attempts } = scenario;
  const { streams } = upstream;
  const world = new Foreseen(scenario, target);
  // What the answer itself takes must fit into the caller's patience too.
  const slackMs = patienceMs - upstream.latency.p50;
  const always = (1 - streams.failBefore ** attempts) * (1 - streams.breakLater);
  let served = 0;
  for (const arrivalMs of arrivalsMs) {
    if (!world.goToRoom(arrivalMs, arrivalMs + slackMs)) continue;
    const { failing } = world;
    world.take((1 - failing ** attempts) / (1 - failing));
    served += (1 - failing ** attempts) * always;
  }
  return served;
}

/** What the upstream will be able to take, one call after the other, in the order of time. */
class Foreseen {
  readonly #scenario: Scenario;
  readonly #incidents: Incidents;
  readonly #bounds: readonly number[];
  #atMs = 0;
  /** Calls that could be sent at once now. */
  #room = Infinity;
  /** What holds until the next bound. */
  #untilMs = 0;
  #perSecond = 0;
  #burst = 0;
  #isUp = true;
  failing = 0;

  constructor(scenario: Scenario, target: string) {
    this.#scenario = scenario;
    this.#incidents = new Incidents(scenario.incidents, target);
    this.#bounds = scenario.incidents.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]).toSorted((a, b) => a - b);
    this.#enter();
  }

  /** Goes to the first instant from `fromMs` on at which a call can be sent; false when that is after `untilMs`. */
  goToRoom(fromMs: number, untilMs: number): boolean {
    this.#goTo(fromMs);
    for (;;) {
      if (this.#atMs > untilMs) return false;
      if (this.#isUp && this.#room >= 1) return true;
      // A hair more than the refill takes, or rounding would leave it a hair short.
      const refillMs = this.#isUp ? this.#atMs + ((1 - this.#room) * 1_000) / this.#perSecond + 1e-6 : Infinity;
      const nextMs = Math.min(this.#untilMs, refillMs);
      if (nextMs > untilMs) return false;
      this.#goTo(nextMs);
    }
  }

  take(amount: number): void {
    this.#room -= amount;
  }

  #goTo(atMs: number): void {
    while (this.#atMs < atMs) {
      const nextMs = Math.min(atMs, this.#untilMs);
      this.#room = Math.min(this.#burst, this.#room + ((nextMs - this.#atMs) * this.#perSecond) / 1_000);
      this.#atMs = nextMs;
      if (nextMs === this.#untilMs) this.#enter();
    }
  }

  /** Takes up what holds from now on. */
  #enter(): void {
    const { upstream, patienceMs } = this.#scenario;
    const { capacity, latency, tokensPerCall, gatewayTimeoutMs } = upstream;
    const active = this.#incidents.at(this.#atMs);
    const limits = active['rate-limit']?.limits ?? upstream.limits;
    // With slots, Little's law: calls in service over the time that each one takes.
    const bySlots = (capacity.concurrency * 1_000) / meanOf(latency);
    const share = active.capacity?.share ?? 1;
    const byCapacity = Math.min(capacity.perSecond, bySlots) * share;
    const byTokens = limits.tokensPerSecond / meanOf(tokensPerCall);
    this.#perSecond = Math.min(byCapacity, limits.perSecond, byTokens);
    this.#burst = Math.max(1, Math.min(burstOf(capacity), burstOf(limits)));
    this.#room = Math.min(this.#room, this.#burst);
    const slowMs = active.slow?.latency.p50 ?? 0;
    const answers = slowMs <= Math.min(gatewayTimeoutMs, patienceMs, this.#scenario.attemptTimeoutMs);
    this.#isUp = answers && active.down === undefined && active.hang === undefined && this.#perSecond > 0;
    this.failing = active.brownout?.share ?? 0;
    this.#untilMs = this.#bounds.find((bound) => bound > this.#atMs) ?? Infinity;
  }
}

/** Where there is no limit there is no bucket either. */
function burstOf({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }): number {
  return perSecond === Infinity ? Infinity : burst;
}
