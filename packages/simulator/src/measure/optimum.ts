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
  const always = chanceOf(streams.failBefore, attempts) * (1 - streams.breakLater);
  let served = 0;
  for (const arrivalMs of arrivalsMs) {
    const atMs = world.roomAt(arrivalMs, arrivalMs + slackMs);
    if (atMs === undefined) continue;
    const failing = world.brownoutAt(atMs);
    world.take((1 - failing ** attempts) / (1 - failing));
    served += chanceOf(failing, attempts) * always;
  }
  return served;
}

/** Chance that one of `attempts` independent attempts succeeds. */
function chanceOf(failing: number, attempts: number): number {
  return 1 - failing ** attempts;
}

/** When the upstream will be able to take calls. Asked with times that never go back by much: each search goes on from the last. */
class Foreseen {
  readonly #scenario: Scenario;
  readonly #incidents: Incidents;
  readonly #bounds: readonly number[];
  #atMs = 0;
  #room: number;

  constructor(scenario: Scenario, target: string) {
    this.#scenario = scenario;
    this.#incidents = new Incidents(scenario.incidents, target);
    this.#bounds = scenario.incidents.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]).toSorted((a, b) => a - b);
    this.#room = this.#limitsAt(0).burst;
  }

  /** The first instant from `fromMs` on, and not after `untilMs`, at which a call can be sent. */
  roomAt(fromMs: number, untilMs: number): number | undefined {
    this.#goTo(fromMs);
    for (;;) {
      const { perSecond, burst, isUp } = this.#limitsAt(this.#atMs);
      this.#room = Math.min(this.#room, burst);
      if (this.#atMs > untilMs) return undefined;
      if (isUp && (this.#room >= 1 || perSecond === Infinity)) return this.#atMs;
      const boundMs = this.#bounds.find((bound) => bound > this.#atMs) ?? Infinity;
      const refillMs = isUp ? this.#atMs + ((1 - this.#room) * 1_000) / perSecond + 1e-6 : Infinity;
      const nextMs = Math.min(boundMs, refillMs);
      if (nextMs === Infinity || nextMs > untilMs) return undefined;
      this.#goTo(nextMs);
    }
  }

  take(amount: number): void {
    this.#room -= amount;
  }

  brownoutAt(atMs: number): number {
    return this.#incidents.at(atMs).brownout?.share ?? 0;
  }

  #goTo(atMs: number): void {
    while (this.#atMs < atMs) {
      const boundMs = this.#bounds.find((bound) => bound > this.#atMs) ?? Infinity;
      const nextMs = Math.min(atMs, boundMs);
      const { perSecond, burst } = this.#limitsAt(this.#atMs);
      const refilled = perSecond === Infinity ? burst : this.#room + ((nextMs - this.#atMs) * perSecond) / 1_000;
      this.#room = Math.min(burst, refilled);
      this.#atMs = nextMs;
    }
  }

  #limitsAt(atMs: number): { readonly perSecond: number; readonly burst: number; readonly isUp: boolean } {
    const { upstream, patienceMs } = this.#scenario;
    const active = this.#incidents.at(atMs);
    const { capacity } = upstream;
    const limits = active['rate-limit']?.limits ?? upstream.limits;
    const share = active.capacity?.share ?? 1;
    // With slots, Little's law: calls in service over the time that each one takes.
    const bySlots =
      capacity.concurrency === Infinity ? Infinity : (capacity.concurrency * 1_000) / meanMs(upstream.latency);
    const byTokens = limits.tokensPerSecond / meanMs(upstream.tokensPerCall);
    const perSecond = Math.min(Math.min(capacity.perSecond, bySlots) * share, limits.perSecond, byTokens);
    const bursts = [capacity.perSecond === perSecond / share ? capacity.burst : Infinity, limits.burst].filter(
      Number.isFinite,
    );
    const slowMs = active.slow?.latency.p50 ?? 0;
    const isUp =
      active.down === undefined &&
      active.hang === undefined &&
      slowMs <= Math.min(upstream.gatewayTimeoutMs, patienceMs);
    return { perSecond, burst: Math.max(1, Math.min(...bursts)), isUp };
  }
}

/** Standard normal quantile of 99 %. */
const Z99 = 2.326_347_874;

function meanMs({ p50, p99 }: { readonly p50: number; readonly p99: number }): number {
  return p50 * Math.exp((Math.log(p99 / p50) / Z99) ** 2 / 2);
}
