import type { Incident, Scenario } from '../scenario/scenario.ts';
import { meanOf } from '../random.ts';
import { Bucket } from '../world/bucket.ts';
import { type CallDice, fateOf, tokensOf } from '../world/fate.ts';
import { type Active, Incidents } from '../world/incidents.ts';
import { type Quota, quotaOf } from '../world/quota.ts';

/** A call to one target: when it was made, and its place among all calls of the world. */
export interface Arrival {
  readonly atMs: number;
  readonly index: number;
}

/** What the clairvoyant knows besides the scenario. */
export interface Foreknowledge {
  readonly seed: number;
  /** Attempts that a call may have; a contender that makes more is compared with a clairvoyant who may, too. */
  readonly attempts: number;
}

/**
 * What a clairvoyant could have had answered of these calls. It knows every incident and the luck of every attempt
 * beforehand, sends only what will be answered, each call at the first instant at which the upstream can take it, and
 * lets go only of calls whose callers will have left. Calls of equal patience in order of arrival are served earliest
 * deadline first, which is optimal; what the answer itself takes is forgiven. So no contender can do better, but for
 * two cases where this is an estimate: capacity given as `concurrency`, and token limits.
 *
 * @param arrivals - of the calls to one target, ascending.
 */
export function optimum(
  scenario: Scenario,
  target: string,
  arrivals: readonly Arrival[],
  knowledge: Foreknowledge,
): number {
  const world = new Foreseen(scenario, target, knowledge);
  let waiting: Arrival[] = [];
  let next = 0;
  let answered = 0;
  for (const [fromMs, untilMs] of stretchesOf(scenario.incidents)) {
    world.enter(fromMs);
    const left: Arrival[] = [];
    const offer = (arrival: Arrival): void => {
      if (arrival.atMs + scenario.patienceMs < fromMs) return;
      if (!world.wouldAnswer(arrival)) return void left.push(arrival);
      const atMs = world.firstRoomMs(arrival, untilMs);
      if (atMs >= untilMs) left.push(arrival);
      else if (atMs <= arrival.atMs + scenario.patienceMs) {
        world.take(atMs, arrival);
        answered++;
      }
    };
    for (const arrival of waiting) offer(arrival);
    for (; next < arrivals.length && arrivals[next]!.atMs < untilMs; next++) offer(arrivals[next]!);
    waiting = left;
  }
  return answered;
}

/** The stretches of time in which nothing changes. */
function stretchesOf(incidents: readonly Incident[]): [number, number][] {
  const bounds = new Set([0, ...incidents.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs])]);
  const ordered = Array.from(bounds).toSorted((a, b) => a - b);
  return ordered.map((bound, index) => [bound, ordered[index + 1] ?? Infinity]);
}

/** What the upstream takes and answers in one stretch of time. */
class Foreseen {
  readonly #scenario: Scenario;
  readonly #knowledge: Foreknowledge;
  readonly #incidents: Incidents;
  readonly #capacity: Bucket;
  #quota: Quota;
  #active: Active = {};
  /** The last call was taken then. */
  #nowMs = 0;
  #perSecond = 0;

  constructor(scenario: Scenario, target: string, knowledge: Foreknowledge) {
    const { capacity, limits, latency } = scenario.upstream;
    this.#scenario = scenario;
    this.#knowledge = knowledge;
    this.#incidents = new Incidents(scenario.incidents, target);
    // With slots, Little's law: calls in service over the time that each one takes.
    const bySlots = (capacity.concurrency * 1_000) / meanOf(latency);
    this.#perSecond = Math.min(capacity.perSecond, bySlots);
    this.#capacity = new Bucket(
      this.#perSecond,
      capacity.perSecond === Infinity ? capacity.concurrency : capacity.burst,
    );
    this.#quota = quotaOf(limits);
  }

  enter(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#active = this.#incidents.at(nowMs);
    const limits = this.#active['rate-limit']?.limits ?? this.#scenario.upstream.limits;
    if (limits !== this.#quota.limits) this.#quota = quotaOf(limits);
    if (this.#perSecond === Infinity) return;
    this.#capacity.setRate(this.#perSecond * (this.#active.capacity?.share ?? 1), this.#nowMs);
  }

  /** Whether an attempt at this call succeeds, if it is taken up now, in as many as a call may have. */
  wouldAnswer({ index }: Arrival): boolean {
    const { upstream, patienceMs } = this.#scenario;
    const { down, hang, capacity } = this.#active;
    if (down !== undefined || hang !== undefined || capacity?.share === 0) return false;
    for (let number = 1; number <= this.#knowledge.attempts; number++) {
      const { status, broken, afterMs } = fateOf(upstream, this.#active, this.#diceOf(index), number);
      if (afterMs > patienceMs) continue;
      // A stream that has begun before its caller's eyes cannot begin again.
      if (broken) return false;
      if (status === 200) return true;
    }
    return false;
  }

  /** The first instant at which the call can be taken; that or `untilMs` or more when there is none before it. */
  firstRoomMs({ atMs: arrivedAtMs, index }: Arrival, untilMs: number): number {
    let atMs = Math.max(arrivedAtMs, this.#nowMs);
    const tokens = this.#tokens(index);
    while (atMs < untilMs) {
      const byTokens = tokens === 0 ? 0 : this.#quota.tokens.waitFor(tokens, atMs);
      const waitMs = Math.max(this.#capacity.waitFor(1, atMs), this.#quota.calls.waitFor(1, atMs), byTokens);
      this.#nowMs = atMs; // where there is no room for this call, there is none for a later one
      if (waitMs === 0) break;
      atMs += Math.max(waitMs, 1e-6); // rounding must not make this stand still
    }
    return atMs;
  }

  take(atMs: number, { index }: Arrival): void {
    this.#capacity.take(1, atMs);
    this.#quota.calls.take(1, atMs);
    const tokens = this.#tokens(index);
    if (tokens > 0) this.#quota.tokens.take(tokens, atMs);
  }

  #tokens(index: number): number {
    if (this.#quota.limits.tokensPerSecond === Infinity) return 0;
    return tokensOf(this.#scenario.upstream, this.#diceOf(index));
  }

  #diceOf(call: number): CallDice {
    return { seed: this.#knowledge.seed, call };
  }
}
