import type { VirtualTime } from '../time/virtual-time.ts';
import type { Recorder } from '../measure/recorder.ts';
import { SLOT_MS } from '../measure/recorder.ts';
import type { Receiver } from './answer.ts';
import { judge } from './honesty.ts';
import type { Told } from './told.ts';
import type { Sender, Upstream } from './upstream.ts';

/** What all calls of one world share. */
export interface CallSurroundings {
  readonly seed: number;
  readonly patienceMs: number;
  /** When calls are no longer made, milliseconds. */
  readonly endsAtMs: number;
  readonly time: VirtualTime;
  readonly recorder: Recorder;
  /** Called once for each. */
  readonly ended: (client: number) => void;
}

/** What a call is known by. */
export interface CallFacts {
  /** Its place among the calls of the world, from 0. */
  readonly call: number;
  readonly client: number;
  readonly process: number;
  readonly target: string;
}

/** A call of one client, from the moment it is made until its caller has an answer, an error, or no patience left. */
export class ClientCall implements Sender {
  readonly madeAtMs: number;
  readonly target: string;
  readonly client: number;
  readonly process: number;
  readonly call: number;
  readonly upstream: Upstream;
  // What all calls share is not copied: thousands of them wait in an outage.
  readonly #surroundings: CallSurroundings;
  #attempts = 0;
  taken = 0;
  isSettled = false;
  /** Called when the caller leaves for lack of patience. */
  onLeave: (() => void) | undefined = undefined;

  constructor({ call, client, process, target }: CallFacts, upstream: Upstream, surroundings: CallSurroundings) {
    this.madeAtMs = surroundings.time.nowMs;
    this.target = target;
    this.client = client;
    this.process = process;
    this.call = call;
    this.upstream = upstream;
    this.#surroundings = surroundings;
  }

  get seed(): number {
    return this.#surroundings.seed;
  }

  /** The caller's patience ends here. */
  get untilMs(): number {
    return this.madeAtMs + this.#surroundings.patienceMs;
  }

  get endsAtMs(): number {
    return this.#surroundings.endsAtMs;
  }

  /** Sends an attempt upstream. */
  send(receiver: Receiver): void {
    this.#surroundings.recorder.sent(++this.#attempts, this.isSettled);
    this.upstream.send(receiver, this);
  }

  /** @param sentAtMs - when the successful attempt was sent. */
  succeed(sentAtMs: number): void {
    if (this.isSettled) return;
    const { time, recorder } = this.#surroundings;
    const { nowMs } = time;
    if (nowMs <= this.untilMs) recorder.answer(nowMs, this.client, sentAtMs - this.madeAtMs, nowMs - this.madeAtMs);
    this.fail();
  }

  /** The caller has lost patience. */
  leave(): void {
    if (this.isSettled) return;
    this.fail();
    this.onLeave?.();
  }

  /** @param told - what the caller is told; undefined where nobody is there to hear it. */
  fail(told?: Told): void {
    if (this.isSettled) return;
    const { time, recorder, ended } = this.#surroundings;
    if (told !== undefined) judge(told, this, time, recorder);
    this.isSettled = true;
    if (time.nowMs > this.untilMs + SLOT_MS) recorder.overstayed++;
    ended(this.client);
  }
}
