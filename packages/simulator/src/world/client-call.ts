import type { VirtualTime } from '../time/virtual-time.ts';
import type { Recorder } from '../measure/recorder.ts';
import { SLOT_MS } from '../measure/recorder.ts';
import type { Receiver } from './answer.ts';
import type { CallDice } from './fate.ts';
import { judge } from './honesty.ts';
import type { Told } from './told.ts';
import type { Sender, Upstream } from './upstream.ts';

/** What a call is known by. */
export interface CallFacts extends CallDice {
  readonly client: number;
  readonly process: number;
  readonly target: string;
  readonly patienceMs: number;
  /** When calls are no longer made, milliseconds. */
  readonly endsAtMs: number;
}

/** A call of one client, from the moment it is made until its caller has an answer, an error, or no patience left. */
export class ClientCall implements Sender {
  readonly madeAtMs: number;
  /** The caller's patience ends here. */
  readonly untilMs: number;
  readonly target: string;
  readonly client: number;
  readonly process: number;
  readonly seed: number;
  readonly call: number;
  readonly upstream: Upstream;
  readonly endsAtMs: number;
  readonly #time: VirtualTime;
  readonly #recorder: Recorder;
  readonly #ended: (client: number) => void;
  #attempts = 0;
  taken = 0;
  isSettled = false;
  /** Called when the caller leaves for lack of patience. */
  onLeave: (() => void) | undefined = undefined;

  constructor(
    { seed, call, client, process, target, patienceMs, endsAtMs }: CallFacts,
    upstream: Upstream,
    time: VirtualTime,
    recorder: Recorder,
    ended: (client: number) => void,
  ) {
    this.madeAtMs = time.nowMs;
    this.untilMs = time.nowMs + patienceMs;
    this.target = target;
    this.client = client;
    this.process = process;
    this.seed = seed;
    this.call = call;
    this.endsAtMs = endsAtMs;
    this.upstream = upstream;
    this.#time = time;
    this.#recorder = recorder;
    this.#ended = ended;
  }

  /** Sends an attempt upstream. */
  send(receiver: Receiver): void {
    this.#recorder.sent(++this.#attempts, this.isSettled);
    this.upstream.send(receiver, this);
  }

  /** @param sentAtMs - when the successful attempt was sent. */
  succeed(sentAtMs: number): void {
    if (this.isSettled) return;
    const { nowMs } = this.#time;
    if (nowMs <= this.untilMs)
      this.#recorder.answer(nowMs, this.client, sentAtMs - this.madeAtMs, nowMs - this.madeAtMs);
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
    if (told !== undefined) judge(told, this, this.#time, this.#recorder);
    this.isSettled = true;
    if (this.#time.nowMs > this.untilMs + SLOT_MS) this.#recorder.overstayed++;
    this.#ended(this.client);
  }
}
