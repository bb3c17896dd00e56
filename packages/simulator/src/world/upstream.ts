import type { Random } from '@breakwater/core';
import type { Recorder } from '../measure/recorder.ts';
import { logNormal } from '../random.ts';
import type { Limits, Scenario, Upstream as UpstreamFacts } from '../scenario/scenario.ts';
import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Answer, Receiver } from './answer.ts';
import { Bucket } from './bucket.ts';
import { Incidents } from './incidents.ts';
import { Line, Slots, type Work } from './line.ts';
import { retryAfterHeaders } from './retry-after.ts';

const NO_HEADERS: Readonly<Record<string, string>> = {};
const GOOD: Answer = { status: 200, headers: NO_HEADERS, broken: false };
const BROKEN: Answer = { status: 200, headers: NO_HEADERS, broken: true };

/** Both dimensions of a rate limit. */
interface Quota {
  readonly limits: Limits;
  readonly calls: Bucket;
  readonly tokens: Bucket;
}

/** One target: takes attempts, and answers them as its capacity, its limits and its incidents have it. */
export class Upstream {
  readonly #facts: UpstreamFacts;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #incidents: Incidents;
  readonly #capacity: Bucket;
  readonly #line: Line | undefined;
  readonly #slots: Slots | undefined;
  #quota: Quota;

  constructor(scenario: Scenario, target: string, time: VirtualTime, random: Random, recorder: Recorder) {
    const { upstream, incidents } = scenario;
    const { perSecond, burst, concurrency, queue } = upstream.capacity;
    this.#facts = upstream;
    this.#time = time;
    this.#random = random;
    this.#recorder = recorder;
    this.#incidents = new Incidents(incidents, target);
    this.#capacity = new Bucket(perSecond, burst);
    this.#slots =
      concurrency === Infinity ? undefined : new Slots(() => Math.floor(concurrency * this.#share()), queue);
    const queues = this.#slots === undefined && queue > 0 && perSecond !== Infinity;
    this.#line = queues ? new Line(queue, () => perSecond * this.#share(), time) : undefined;
    this.#quota = quotaOf(upstream.limits);
  }

  /** An attempt arrives. */
  send(receiver: Receiver): void {
    const { nowMs } = this.#time;
    const { hang, down } = this.#incidents.at(nowMs);
    if (hang !== undefined) return this.#recorder.attempt(nowMs, true);
    if (down !== undefined) {
      this.#recorder.attempt(nowMs, true);
      const headers = retryAfterHeaders(down.retryAfter, down.untilMs - nowMs, this.#time.wallNowMs);
      return this.#refuse(receiver, down.status, headers);
    }
    const refused = this.#overQuota(nowMs);
    if (refused !== undefined) {
      this.#recorder.attempt(nowMs, true);
      return this.#refuse(receiver, 429, refused);
    }
    const taken = this.#take(receiver, nowMs);
    this.#recorder.attempt(nowMs, !taken);
    if (!taken) this.#refuse(receiver, this.#facts.capacity.status, NO_HEADERS);
  }

  #share(): number {
    return this.#incidents.at(this.#time.nowMs).capacity?.share ?? 1;
  }

  /** The headers of a 429, when there is no quota left. */
  #overQuota(nowMs: number): Readonly<Record<string, string>> | undefined {
    const limits = this.#incidents.at(nowMs)['rate-limit']?.limits ?? this.#facts.limits;
    if (limits !== this.#quota.limits) this.#quota = quotaOf(limits);
    const { calls, tokens } = this.#quota;
    const needed = limits.tokensPerSecond === Infinity ? 0 : logNormal(this.#facts.tokensPerCall, this.#random);
    const waitMs = Math.max(calls.waitFor(1, nowMs), tokens.waitFor(needed, nowMs));
    if (waitMs > 0) return retryAfterHeaders(limits.retryAfter, waitMs, this.#time.wallNowMs);
    calls.take(1, nowMs);
    tokens.take(needed, nowMs);
    return undefined;
  }

  /** Begins to serve an attempt, or puts it in the queue; false when there is no room. */
  #take(receiver: Receiver, nowMs: number): boolean {
    if (this.#line !== undefined) return this.#line.join(new Service(receiver, this));
    const { perSecond } = this.#facts.capacity;
    if (perSecond !== Infinity) {
      this.#capacity.setRate(perSecond * this.#share(), nowMs);
      if (this.#capacity.waitFor(1, nowMs) > 0) return false;
      this.#capacity.take(1, nowMs);
    }
    if (this.#slots !== undefined) return this.#slots.join(new Service(receiver, this));
    this.serve(receiver);
    return true;
  }

  /** An attempt is taken up: what comes of it, and when. */
  serve(receiver: Receiver): void {
    const { nowMs } = this.#time;
    const { slow, brownout, hang, down } = this.#incidents.at(nowMs);
    if (hang !== undefined) return this.#time.at(hang.untilMs, { happen: () => this.#slots?.leave() });
    const failing = brownout ?? (down && { share: 1, status: down.status });
    const { latency, gatewayTimeoutMs, streams } = this.#facts;
    const neededMs = logNormal(slow?.latency ?? latency, this.#random);
    let answer = GOOD;
    if (neededMs > gatewayTimeoutMs) answer = errorAnswer(504, NO_HEADERS);
    else if (failing !== undefined && this.#random() < failing.share) answer = errorAnswer(failing.status, NO_HEADERS);
    else if (streams.failBefore > 0 && this.#random() < streams.failBefore) answer = errorAnswer(500, NO_HEADERS);
    else if (streams.breakLater > 0 && this.#random() < streams.breakLater) answer = BROKEN;
    const atMs = nowMs + Math.min(neededMs, gatewayTimeoutMs);
    this.#time.at(atMs, new Reply(receiver, answer, this));
  }

  /** An attempt has been served, well or badly. */
  served(receiver: Receiver, answer: Answer): void {
    this.#recorder.finished(receiver.isAwaited);
    this.#slots?.leave();
    receiver.receive(answer);
  }

  #refuse(receiver: Receiver, status: number, headers: Readonly<Record<string, string>>): void {
    const atMs = this.#time.nowMs + this.#facts.errorLatencyMs;
    this.#time.at(atMs, new Reply(receiver, errorAnswer(status, headers), undefined));
  }
}

class Service implements Work {
  readonly #receiver: Receiver;
  readonly #upstream: Upstream;

  constructor(receiver: Receiver, upstream: Upstream) {
    this.#receiver = receiver;
    this.#upstream = upstream;
  }

  start(): void {
    this.#upstream.serve(this.#receiver);
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

function errorAnswer(status: number, headers: Readonly<Record<string, string>>): Answer {
  return { status, headers, broken: false };
}

function quotaOf(limits: Limits): Quota {
  return {
    limits,
    calls: new Bucket(limits.perSecond, limits.burst),
    tokens: new Bucket(limits.tokensPerSecond, limits.tokenBurst),
  };
}
