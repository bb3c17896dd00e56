import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Answer, Receiver } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import type { Host } from './contender.ts';

const TIMED_OUT: Answer = { status: 408, headers: {}, broken: false };

/** One attempt at a call, cut off at the scenario's limit. */
export class OneAttempt implements Receiver, Happening {
  readonly sentAtMs: number;
  readonly #call: ClientCall;
  readonly #time: VirtualTime;
  readonly #ended: (answer: Answer, sentAtMs: number) => void;
  #isOver = false;

  /** Sends it. @param ended - called once, unless the attempt is dropped before. */
  constructor(call: ClientCall, { time, scenario }: Host, ended: (answer: Answer, sentAtMs: number) => void) {
    this.sentAtMs = time.nowMs;
    this.#call = call;
    this.#time = time;
    this.#ended = ended;
    call.send(this);
    if (scenario.attemptTimeoutMs !== Infinity) time.at(time.nowMs + scenario.attemptTimeoutMs, this);
  }

  get isAwaited(): boolean {
    return !this.#isOver && !this.#call.isSettled;
  }

  /** Nobody wants to know any more how it ends. */
  drop(): void {
    this.#isOver = true;
  }

  receive(answer: Answer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended(answer, this.sentAtMs);
  }

  /** Its time is over. */
  happen(): void {
    if (this.#isOver) this.#time.uncount();
    else this.receive(TIMED_OUT);
  }
}
