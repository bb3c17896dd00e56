import type { Happening } from '../time/event-queue.ts';
import type { Answer } from '../world/answer.ts';
import type { ClientCall } from '../world/client-call.ts';
import { toldBy } from '../world/told.ts';
import type { Caller, Contender, Host } from './contender.ts';
import { OneAttempt } from './one-attempt.ts';
import { Pace } from './pace.ts';

/** What a waiting room can get wrong. */
export type Flaw =
  /** The probe goes to the head of the queue, who is about to leave, and its departure frees the place for the next. */
  | 'probes with the head'
  /** Calls keep their places in the queue however little time their callers have left. */
  | 'outlives its callers'
  /** A call whose caller left during the backoff comes back for another attempt. */
  | 'returns after abort'
  /** Each rejection halves the rate, also the hundred that belong to one wave. */
  | 'halves per rejection'
  /** When the breaker closes, everybody goes at once. */
  | 'releases all';

/**
 * A breaker of five failures in a row with a waiting room behind it: what one would write in an afternoon. It is
 * there to show what each flaw costs, and that without it the same room does well.
 */
export function plainRoom(flaw?: Flaw): Contender {
  const name = flaw === undefined ? 'plain room' : `flaw: ${flaw}`;
  return { name, isForgetful: false, start: (host) => new PlainRoom(flaw, host) };
}

const THRESHOLD = 5;
const OPEN_MS = 1_000;
const ATTEMPTS = 3;
const BACKOFF_MS = 1_000;
/** What a call must have left to be worth an attempt, milliseconds, per millisecond of usual latency. */
const MARGIN = 2;

/** A call in the room: how many attempts are behind it. */
interface Visit {
  readonly call: ClientCall;
  readonly attempts: number;
}

class PlainRoom implements Caller, Happening {
  readonly keepsTime = false;
  readonly #flaw: Flaw | undefined;
  readonly #host: Host;
  readonly #pace: Pace;
  #queue: Visit[] = [];
  #head = 0;
  #failures = 0;
  /** Open, until then; 0 while closed. */
  #openUntilMs = 0;
  #isProbing = false;
  #wakesAtMs = Infinity;

  constructor(flaw: Flaw | undefined, host: Host) {
    this.#flaw = flaw;
    this.#host = host;
    this.#pace = new Pace(flaw === 'halves per rejection');
  }

  make(call: ClientCall): void {
    this.#enter({ call, attempts: 0 });
  }

  /** The room wakes up: somebody may go. */
  happen(): void {
    this.#wakesAtMs = Infinity;
    this.#letGo();
  }

  #enter(visit: Visit): void {
    this.#queue.push(visit);
    this.#letGo();
  }

  #letGo(): void {
    const { nowMs } = this.#host.time;
    while (this.#head < this.#queue.length && !this.#isProbing) {
      const atMs = Math.max(this.#openUntilMs, this.#pace.nextAtMs);
      if (atMs > nowMs) return this.#wakeAt(atMs);
      const probes = this.#openUntilMs > 0;
      const visit = probes && this.#flaw !== 'probes with the head' ? this.#queue.pop()! : this.#queue[this.#head++]!;
      if (this.#isWorthwhile(visit)) this.#send(visit, probes);
    }
    if (this.#head < 1_000) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }

  #isWorthwhile({ call, attempts }: Visit): boolean {
    if (this.#flaw === 'outlives its callers') return true;
    if (call.isSettled) return this.#flaw === 'returns after abort' && attempts > 0;
    if (this.#flaw === 'probes with the head') return true;
    const { time, scenario } = this.#host;
    return call.untilMs - time.nowMs > MARGIN * scenario.upstream.latency.p50;
  }

  #wakeAt(atMs: number): void {
    if (atMs >= this.#wakesAtMs) return;
    this.#wakesAtMs = atMs;
    this.#host.time.at(atMs, this);
  }

  #send({ call, attempts }: Visit, isProbe: boolean): void {
    if (isProbe) this.#isProbing = true;
    this.#pace.sent(this.#host.time.nowMs);
    const attempt = new OneAttempt(call, this.#host, (answer, sentAtMs) => {
      if (isProbe) this.#isProbing = false;
      this.#book(answer);
      if (answer.status === 200 && !answer.broken) call.succeed(sentAtMs);
      else if (attempts + 1 >= ATTEMPTS || answer.broken) call.fail(toldBy(answer, this.#host.time.wallNowMs));
      else this.#comeBack({ call, attempts: attempts + 1 });
      this.#letGo();
    });
    call.onLeave = () => {
      attempt.drop();
      if (!isProbe || !this.#isProbing) return;
      this.#isProbing = false; // it tells nothing: the place is free
      this.#letGo();
    };
  }

  #comeBack(visit: Visit): void {
    const { time, random } = this.#host;
    const delayMs = random() * BACKOFF_MS * 2 ** visit.attempts;
    visit.call.onLeave = undefined;
    const happen = (): void => {
      if (!visit.call.isSettled || this.#flaw === 'returns after abort') this.#enter(visit);
    };
    time.at(time.nowMs + delayMs, { happen });
  }

  #book({ status }: Answer): void {
    const { nowMs } = this.#host.time;
    if (status === 429) return this.#pace.throttled(nowMs);
    if (status !== 200) {
      if (++this.#failures >= THRESHOLD) this.#openUntilMs = nowMs + OPEN_MS;
      return;
    }
    this.#failures = 0;
    this.#pace.delivered(nowMs);
    if (this.#openUntilMs === 0) return;
    this.#openUntilMs = 0;
    if (this.#flaw !== 'releases all') this.#pace.limitToUsual(nowMs);
  }
}
