import type { VirtualTime } from '../time/virtual-time.ts';
import type { Recorder } from '../measure/recorder.ts';
import { SLOT_MS } from '../measure/recorder.ts';
import type { Receiver } from './answer.ts';
import type { Upstream } from './upstream.ts';

/** A call of one client, from the moment it is made until its caller has an answer, an error, or no patience left. */
export class ClientCall {
  readonly madeAtMs: number;
  /** The caller's patience ends here. */
  readonly untilMs: number;
  readonly target: string;
  readonly #client: number;
  readonly #upstream: Upstream;
  readonly #time: VirtualTime;
  readonly #recorder: Recorder;
  readonly #ended: (client: number) => void;
  isSettled = false;

  constructor(
    client: number,
    target: string,
    upstream: Upstream,
    patienceMs: number,
    time: VirtualTime,
    recorder: Recorder,
    ended: (client: number) => void,
  ) {
    this.madeAtMs = time.nowMs;
    this.untilMs = time.nowMs + patienceMs;
    this.target = target;
    this.#client = client;
    this.#upstream = upstream;
    this.#time = time;
    this.#recorder = recorder;
    this.#ended = ended;
  }

  send(receiver: Receiver): void {
    this.#upstream.send(receiver);
  }

  /** @param sentAtMs - when the successful attempt was sent. */
  succeed(sentAtMs: number): void {
    if (this.isSettled) return;
    const { nowMs } = this.#time;
    if (nowMs <= this.untilMs) this.#recorder.answer(nowMs, this.#client, sentAtMs - this.madeAtMs);
    this.fail();
  }

  fail(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    if (this.#time.nowMs > this.untilMs + SLOT_MS) this.#recorder.overstayed++;
    this.#ended(this.#client);
  }
}
