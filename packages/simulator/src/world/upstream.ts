import type { Recorder } from '../measure/recorder.ts';
import type { Scenario, Upstream as UpstreamFacts } from '../scenario/scenario.ts';
import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Answer, Receiver } from './answer.ts';
import { Bucket } from './bucket.ts';
import { type CallDice, fateOf, tokensOf } from './fate.ts';
import { Incidents } from './incidents.ts';
import { Line, Slots, type Work } from './line.ts';
import { type Quota, quotaOf } from './quota.ts';
import { retryAfterHeaders } from './retry-after.ts';
import { Troubles } from './troubles.ts';

const NO_HEADERS: Readonly<Record<string, string>> = {};
const GOOD: Answer = { status: 200, headers: NO_HEADERS, broken: false };

/** Whose attempts arrive here. */
export interface Sender extends CallDice {
  /** The process that sends them, and where to. */
  readonly process: number;
  readonly target: string;
  /** How many of them were taken up, here or elsewhere. */
  taken: number;
}

/** One target: takes attempts, and answers them as its capacity, its limits and its incidents have it. */
export class Upstream {
  readonly #facts: UpstreamFacts;
  readonly #time: VirtualTime;
  readonly #recorder: Recorder;
  readonly #incidents: Incidents;
  readonly #capacity: Bucket;
  readonly #line: Line | undefined;
  readonly #slots: Slots | undefined;
  readonly #troubles: Troubles;
  readonly #attemptTimeoutMs: number;
  #quota: Quota;

  constructor(scenario: Scenario, target: string, time: VirtualTime, recorder: Recorder) {
    const { upstream, incidents } = scenario;
    const { perSecond, burst, concurrency, queue } = upstream.capacity;
    this.#facts = upstream;
    this.#time = time;
    this.#recorder = recorder;
    this.#incidents = new Incidents(incidents, target);
    this.#capacity = new Bucket(perSecond, burst);
    this.#slots =
      concurrency === Infinity ? undefined : new Slots(() => Math.floor(concurrency * this.#share()), queue);
    const queues = this.#slots === undefined && queue > 0 && perSecond !== Infinity;
    this.#line = queues ? new Line(queue, () => perSecond * this.#share(), time) : undefined;
    this.#quota = quotaOf(upstream.limits);
    this.#troubles = new Troubles(this.#incidents.all, upstream);
    this.#attemptTimeoutMs = scenario.attemptTimeoutMs;
  }

  /** An attempt arrives. */
  send(receiver: Receiver, sender: Sender): void {
    const { nowMs } = this.#time;
    const { hang, down } = this.#incidents.at(nowMs);
    if (hang !== undefined) return this.#recorder.attemptInTrouble(nowMs, sender);
    if (down !== undefined) {
      this.#recorder.attemptInTrouble(nowMs, sender);
      const headers = retryAfterHeaders(down.retryAfter, down.untilMs - nowMs, this.#time.wallNowMs);
      return this.#refuse(receiver, down.status, headers);
    }
    const refused = this.#overQuota(sender, nowMs);
    if (refused !== undefined) {
      this.#recorder.attempt(nowMs, true);
      return this.#refuse(receiver, 429, refused);
    }
    const taken = this.#take(receiver, sender, nowMs);
    this.#recorder.attempt(nowMs, !taken);
    if (!taken) this.#refuse(receiver, this.#facts.capacity.status, NO_HEADERS);
  }

  #share(): number {
    return this.#incidents.at(this.#time.nowMs).capacity?.share ?? 1;
  }

  /** The headers of a 429, when there is no quota left. */
  #overQuota(sender: Sender, nowMs: number): Readonly<Record<string, string>> | undefined {
    const limits = this.#incidents.at(nowMs)['rate-limit']?.limits ?? this.#facts.limits;
    if (limits !== this.#quota.limits) this.#quota = quotaOf(limits);
    if (limits.perSecond === Infinity && limits.tokensPerSecond === Infinity) return undefined;
    const { calls, tokens } = this.#quota;
    const needed = limits.tokensPerSecond === Infinity ? 0 : tokensOf(this.#facts, sender);
    const waitMs = Math.max(calls.waitFor(1, nowMs), tokens.waitFor(needed, nowMs));
    if (waitMs > 0) return retryAfterHeaders(limits.retryAfter, waitMs, this.#time.wallNowMs);
    calls.take(1, nowMs);
    tokens.take(needed, nowMs);
    return undefined;
  }

  /** Begins to serve an attempt, or puts it in the queue; false when there is no room. */
  #take(receiver: Receiver, sender: Sender, nowMs: number): boolean {
    if (this.#line !== undefined) {
      // Who waits for longer than an attempt may take is cut off, and its caller has every right to call that a timeout.
      if (this.#line.waitMs > this.#attemptTimeoutMs) this.#troubles.seen(504, nowMs);
      return this.#line.join(new Service(receiver, sender, this));
    }
    const { perSecond } = this.#facts.capacity;
    if (perSecond !== Infinity) {
      this.#capacity.setRate(perSecond * this.#share(), nowMs);
      if (!this.#capacity.tryTake(1, nowMs)) return false;
    }
    if (this.#slots !== undefined) return this.#slots.join(new Service(receiver, sender, this));
    this.serve(receiver, sender);
    return true;
  }

  /** An attempt is taken up: what comes of it, and when. */
  serve(receiver: Receiver, sender: Sender): void {
    const { nowMs } = this.#time;
    const active = this.#incidents.at(nowMs);
    if (active.hang !== undefined) {
      return this.#time.at(active.hang.untilMs, { happen: () => this.#slots?.leave() });
    }
    const { afterMs, status, broken } = fateOf(this.#facts, active, sender, ++sender.taken);
    const good = status === 200 && !broken;
    if (!good || afterMs > this.#attemptTimeoutMs) this.#troubles.seen(statusSeen(status, broken), nowMs);
    const answer = good ? GOOD : { status, headers: NO_HEADERS, broken };
    this.#time.at(nowMs + afterMs, new Reply(receiver, answer, this));
  }

  /** An attempt has been served, well or badly. */
  served(receiver: Receiver, answer: Answer): void {
    this.#recorder.finished(receiver.isAwaited);
    this.#slots?.leave();
    receiver.receive(answer);
  }

  /** Whether something was the matter here since then: that which has this code, or anything at all. */
  hadTrouble(code: number | 'any', sinceMs: number): boolean {
    const { nowMs } = this.#time;
    return code === 'any' ? this.#troubles.wereAny(sinceMs, nowMs) : this.#troubles.wasThere(code, sinceMs, nowMs);
  }

  /** When the last of the present incidents ends, milliseconds; 0 where there is none. */
  troubleEndsMs(nowMs: number): number {
    return this.#troubles.endMs(nowMs);
  }

  /**
   * Whether one more attempt would be served that came now, as a share: in a brownout chance has a say. Changes nothing.
   *
   * @param atMs - now; or later, when nothing but incidents is known.
   */
  wouldServe(atMs: number): number {
    const { nowMs } = this.#time;
    const left = this.#troubles.leftAt(atMs);
    if (left === 0 || atMs > nowMs) return left;
    const limits = this.#incidents.at(nowMs)['rate-limit']?.limits ?? this.#facts.limits;
    const hasQuota = limits !== this.#quota.limits || this.#quota.calls.hasFor(1, nowMs);
    const hasRoom = this.#line?.hasRoom ?? this.#slots?.hasRoom ?? this.#capacity.hasFor(1, nowMs);
    return hasQuota && hasRoom ? left : 0;
  }

  #refuse(receiver: Receiver, status: number, headers: Readonly<Record<string, string>>): void {
    const { nowMs } = this.#time;
    this.#troubles.seen(status, nowMs);
    const atMs = nowMs + this.#facts.errorLatencyMs;
    this.#time.at(atMs, new Reply(receiver, { status, headers, broken: false }, undefined));
  }
}

/** What a caller may rightly say of an attempt that is not answered in time, or not well. */
function statusSeen(status: number, broken: boolean): number {
  if (broken) return 502;
  return status === 200 ? 504 : status;
}

class Service implements Work {
  readonly #receiver: Receiver;
  readonly #sender: Sender;
  readonly #upstream: Upstream;

  constructor(receiver: Receiver, sender: Sender, upstream: Upstream) {
    this.#receiver = receiver;
    this.#sender = sender;
    this.#upstream = upstream;
  }

  start(): void {
    this.#upstream.serve(this.#receiver, this.#sender);
  }
}

class Reply implements Happening {
  readonly #receiver: Receiver;
  readonly #answer: Answer;
  readonly #upstream: Upstream | undefined;

  /** @param upstream - whose work it was; undefined for a refusal, which is none. */
  constructor(receiver: Receiver, answer: Answer, upstream: Upstream | undefined) {
    this.#receiver = receiver;
    this.#answer = answer;
    this.#upstream = upstream;
  }

  happen(): void {
    if (this.#upstream === undefined) this.#receiver.receive(this.#answer);
    else this.#upstream.served(this.#receiver, this.#answer);
  }
}
