import type { Random } from '../../clock.ts';
import type { Quota } from '../../classify/quota.ts';
import type { ResolvedBreaker, ResolvedPolicy } from '../../policy/resolved.ts';
import type { Alarm, Timers } from '../../timers.ts';
import { type BreakerState, CLOSED, isUnproven } from './breaker-state.ts';
import * as breaker from './breaker.ts';
import { Failing } from './failing.ts';
import type { GateListener } from './gate-listener.ts';
import { type Check, Health } from './health.ts';
import * as limiter from './limiter.ts';
import { latestTurnMs } from './latest-turn.ts';
import { NEVER_OPENS } from './never-opens.ts';
import { lease } from './lease.ts';
import { leaseTerms } from './lease-terms.ts';
import { ANSWERED, isAnswer } from './meanwhile.ts';
import { Pacer } from './pacer.ts';
import type { Permit } from './permit.ts';
import { nextAt } from './ramp.ts';
import { RecentRate } from './recent-rate.ts';
import { type Refusal, refusedUntil } from './refusal.ts';
import { resetBreaker, resetCooldown } from './reset.ts';
import { type News, settledEvent } from './settled-event.ts';
import { type Settlement, UNWELL } from './settlement.ts';
import { type Newcomer, WaitingRoom, type Waiter } from './waiting-room.ts';
import { trickleAt } from './trickle.ts';
import { Usual } from './usual.ts';
import { verdictMs } from './verdict.ts';
import { CallWindow } from './window.ts';

/**
 * Stands before every attempt at one target: cooldown, limiter and breaker decide whether it may go now; who may
 * not waits here. A class, and not a closure, because there is one for every target.
 */
export class Gate {
  readonly room: WaitingRoom = new WaitingRoom();
  readonly options: ResolvedBreaker;
  inFlight = 0;
  /** The ordinals of the last attempt, and of the last one of those that were answered well. */
  #sent = 0;
  #good = 0;
  /** When the last of the attempts was sent that were answered well, and of those that failed; -Infinity before that. */
  goodSentAtMs: number = -Infinity;
  badSentAtMs: number = -Infinity;
  breaker: BreakerState = CLOSED;
  readonly pacer: Pacer;
  limiter: limiter.LimiterState;
  readonly usual: Usual = new Usual();
  readonly #failing = new Failing();
  /** Calls that come, however they fare, over five to ten seconds: a client of one call a second has a few in it. */
  readonly #arrivals = new RecentRate(5_000);
  readonly window: CallWindow;
  readonly #limits: limiter.LimiterOptions;
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #listener: GateListener;
  readonly #health: Health;
  /** When the next waiter may go; set only while somebody waits for an instant rather than for a result. */
  #alarm: Alarm | undefined;
  /** When the last call left the room. */
  trickledAtMs: number = -Infinity;

  /** @param check - asked in place of a probe after a 502. */
  constructor(policy: ResolvedPolicy, timers: Timers, random: Random, listener: GateListener, check?: Check) {
    this.options = policy.breaker === false ? NEVER_OPENS : policy.breaker;
    this.#limits = policy.concurrency;
    this.pacer = new Pacer(this.options.whenOpen, this.usual);
    this.limiter = limiter.initialLimit(policy.concurrency);
    this.window = new CallWindow(this.options.windowMs);
    this.#timers = timers;
    this.#random = random;
    this.#listener = listener;
    this.#health = new Health(check, timers, (good) => this.#checked(good));
  }

  /** A call that came now could go: where none is under way either, it is no loss to forget this gate. */
  isAtRest(nowMs: number): boolean {
    if (this.breaker.kind === 'open' && nowMs < this.breaker.probeAtMs) return false;
    return this.pacer.state === undefined || this.pacer.state.untilMs <= nowMs;
  }

  /** It is shut, or paces what goes out. */
  get holdsBack(): boolean {
    return this.breaker.kind !== 'closed' || this.pacer.isPacing;
  }

  /** Whether a newcomer may go now; where calls are to fail, before those who wait. */
  isOpen(nowMs: number): boolean {
    return (this.room.size === 0 || this.options.whenOpen === 'fail') && this.#nextChance(nowMs) <= nowMs;
  }

  /** Lets the attempt go if it may go now. */
  tryAdmit(permit: Permit, nowMs: number): boolean {
    if (permit.number === 1) this.#arrivals.note(nowMs);
    this.knock(nowMs);
    if (!this.isOpen(nowMs)) return false;
    this.admit(permit, nowMs);
    return true;
  }

  /** A call that may not wait comes to a shut gate. @returns what to tell it. */
  turnAway(nowMs: number): Refusal {
    this.#arrivals.note(nowMs);
    this.knock(nowMs);
    return this.refusal(nowMs);
  }

  /** Somebody wants to go: where a health check has to say yes first, it is asked. */
  knock(nowMs: number): void {
    if (this.breaker.kind === 'open' && nowMs >= this.breaker.probeAtMs) this.#health.ask(nowMs);
  }

  /** Takes a call into the waiting room, or says why not: who cannot be served in time is refused at once, not late. */
  enter(waiter: Waiter, nowMs: number): Refusal | undefined {
    const refusal = this.#refusalFor(waiter, nowMs);
    if (refusal !== undefined) return refusal;
    this.room.add(waiter);
    this.#timers.set(waiter.expiry, waiter.expiry.dueMs);
    this.#pump(nowMs);
    return undefined;
  }

  /** Takes a call out of the room again: it ran out of time, or its caller left. */
  leave(waiter: Waiter): void {
    this.room.remove(waiter);
    this.#timers.cancel(waiter.expiry);
    if (this.room.size === 0 && this.#alarm !== undefined) this.#timers.cancel(this.#alarm);
  }

  /** What a newcomer would be refused with now; undefined where it may go, or wait. Changes nothing. */
  peek(newcomer: Newcomer, nowMs: number): Refusal | undefined {
    return this.isOpen(nowMs) ? undefined : this.#refusalFor(newcomer, nowMs);
  }

  /** What to tell a call that may not go now. */
  refusal(nowMs: number): Refusal {
    const chanceMs = this.#nextChance(nowMs);
    if (this.pacer.nextAt(nowMs) > nowMs) return refusedUntil(chanceMs, nowMs, 'cooling-down');
    return refusedUntil(chanceMs, nowMs, this.breaker.kind === 'closed' ? 'bulkhead-full' : 'breaker-open');
  }

  /** Every permit comes back here, once, whatever became of its attempt. */
  settle(permit: Permit, { outcome, throttled, hintMs, dropped, left, badGateway }: Settlement, nowMs: number): void {
    // A lease that has run out is set no more.
    const lapsed = permit.lease !== undefined && permit.lease.heapIndex < 0;
    if (permit.lease !== undefined) this.#timers.cancel(permit.lease);
    const durationMs = (permit.answeredAtMs ?? nowMs) - permit.sentAtMs;
    const judged = outcome === 'success' && durationMs > this.options.slowCallMs ? 'failure' : outcome;
    // What was sent before the breaker changed says nothing of how the target fares now.
    if (judged !== 'neutral' && permit.generation === this.breaker.generation) {
      this.window.record(nowMs, judged === 'failure');
      if (judged === 'failure') this.#failing.note(durationMs);
    }
    // Who leaves a stream that has begun had its answer.
    if (left === true && permit.answeredAtMs === undefined) this.room.stay.left(nowMs - permit.sinceMs, durationMs);
    else this.room.stay.stayed();
    if (judged === 'failure') this.badSentAtMs = Math.max(this.badSentAtMs, permit.sentAtMs);
    if (!throttled) this.pacer.settled(outcome, permit.sentAtMs, nowMs);
    if (outcome === 'success') {
      this.goodSentAtMs = Math.max(this.goodSentAtMs, permit.sentAtMs);
      this.usual.note(this.inFlight, durationMs, nowMs, this.breaker.kind === 'closed');
      if (judged === 'success') this.#good = Math.max(this.#good, permit.ordinal ?? 0);
    }
    if (outcome === 'neutral' && !throttled && this.breaker.kind !== 'closed') this.usual.givenUp(durationMs, nowMs);
    if (this.#limits.adaptive && (outcome !== 'neutral' || dropped)) {
      const event = { nowMs, sentAtMs: permit.sentAtMs, durationMs, dropped, inFlight: this.inFlight };
      this.limiter = limiter.transition(this.limiter, event, this.#limits);
    }
    this.inFlight--;
    if (throttled) {
      const cooldown = this.pacer.throttled(permit.sentAtMs, hintMs, nowMs, this.#random());
      this.#listener.cooldownChanged(cooldown, nowMs);
    }
    const before = this.breaker;
    const sign = permit.outlived === true ? 'counted' : 'ended';
    this.#settleBreaker(permit, { outcome: judged, sign, lapsed }, nowMs);
    if (this.breaker.kind === 'open' && this.breaker !== before) this.#health.down(badGateway === true);
    if (this.room.size > 0) this.#pump(nowMs);
  }

  /** A response told how fast a quota lets us go on. */
  quotaSeen(quota: Quota, nowMs: number): void {
    const cooldown = this.pacer.quotaSeen(quota, nowMs);
    if (cooldown !== undefined) this.#listener.cooldownChanged(cooldown, nowMs);
  }

  /** Forgets what speaks against the target: somebody knows better. */
  reset(nowMs: number): void {
    this.pacer.state = resetCooldown(this.pacer.state, this.room.size, nowMs);
    this.limiter = limiter.initialLimit(this.#limits);
    this.window.clear(nowMs);
    this.#setBreaker(resetBreaker(this.breaker, this.room.size, nowMs), nowMs);
    this.#pump(nowMs);
  }

  /** At or before `nowMs`: now. Infinity: when a result comes back. */
  #nextChance(nowMs: number): number {
    const paced = this.pacer.nextAt(nowMs);
    if (paced > nowMs) return Math.max(paced, this.breaker.kind === 'open' ? this.breaker.probeAtMs : 0);
    if (this.inFlight >= Math.floor(this.limiter.limit)) return Infinity;
    if (this.breaker.kind === 'closed') return nowMs;
    if (this.breaker.kind === 'half-open') return nextAt(this.breaker);
    return this.#health.isAwaited && nowMs >= this.breaker.probeAtMs ? Infinity : this.breaker.probeAtMs;
  }

  /** Gives the permit. Only for an attempt that may go now: `tryAdmit` or the room has seen to that. */
  admit(permit: Permit, nowMs: number): void {
    if (this.breaker.kind !== 'closed') {
      this.#setBreaker(breaker.transition(this.breaker, { type: 'permit-requested', nowMs }, this.options), nowMs);
    }
    this.pacer.sent(nowMs, this.room.size);
    this.inFlight++;
    permit.ordinal = ++this.#sent;
    permit.sentAtMs = nowMs;
    permit.generation = this.breaker.generation;
    if (this.breaker.kind !== 'half-open') return;
    const terms = leaseTerms(this.breaker, this.#failing, this.usual, this.options);
    permit.lease = lease(permit, terms, this.#timers, (news, dueMs) => {
      this.#settleBreaker(permit, news, dueMs);
      if (this.room.size > 0) this.#pump(dueMs);
    });
  }

  /** The health check was the probe. */
  #checked(good: boolean): void {
    const nowMs = this.#timers.now();
    if (!good && this.breaker.kind === 'open') {
      const permit: Permit = { number: 1, generation: 0, sinceMs: nowMs, sentAtMs: nowMs, lease: undefined };
      this.admit(permit, nowMs);
      this.settle(permit, UNWELL, nowMs);
    }
    this.#pump(nowMs);
  }

  #refusalFor(newcomer: Newcomer, nowMs: number): Refusal | undefined {
    const { whenOpen, maxWaiting } = this.options;
    if (whenOpen === 'fail' && newcomer.attemptsMade === 0 && verdictMs(this) === 0) return this.refusal(nowMs);
    if (this.room.size >= maxWaiting) return { ...this.refusal(nowMs), code: 'waiting-room-full' };
    return this.#expectedAt(newcomer, nowMs) >= latestTurnMs(newcomer, this) ? this.refusal(nowMs) : undefined;
  }

  /** The earliest that a newcomer can hope for; what depends on results still to come counts as now. */
  #expectedAt(newcomer: Newcomer, nowMs: number): number {
    const chanceMs = this.#nextChance(nowMs);
    if (chanceMs === Infinity) return nowMs;
    if (!this.pacer.isPacing) return chanceMs;
    return chanceMs + this.pacer.lineMs(this.room.ahead(newcomer), Math.max(chanceMs, nowMs), nowMs);
  }

  #settleBreaker(permit: Permit, news: News, nowMs: number): void {
    if (permit.generation !== this.breaker.generation) {
      if (!isAnswer(permit, news, this)) return;
      this.#setBreaker(breaker.transition(this.breaker, { type: 'answered-meanwhile', nowMs }, this.options), nowMs);
      permit.generation = this.breaker.generation;
      return this.#settleBreaker(permit, ANSWERED, nowMs);
    }
    const before = this.breaker;
    // Nearly every result is a success while all is well: nothing to decide, nothing to allocate.
    if (before.kind === 'closed' && news.outcome !== 'failure' && before.run === 0) return;
    const facts = {
      ...news,
      nowMs,
      waiting: this.room.size,
      inFlight: this.inFlight,
      arrivalsPerSecond: this.#arrivals.perSecond(nowMs),
      goodOrdinal: this.#good,
      lastOrdinal: this.#sent,
      random: this.#random(),
    };
    const event = settledEvent(permit, facts, this.window, this.usual);
    this.#setBreaker(breaker.transition(before, event, this.options), nowMs);
  }

  #setBreaker(after: BreakerState, nowMs: number): void {
    const before = this.breaker;
    this.breaker = after;
    if (after.kind === before.kind) return;
    if (after.kind === 'closed') this.window.clear(nowMs);
    this.#listener.breakerChanged(before, after, nowMs);
  }

  /** Lets everybody go who may go now, and sets the alarm for the next one. */
  #pump(nowMs: number): void {
    if (this.room.size > 0) this.knock(nowMs);
    while (this.room.size > 0) {
      const turnMs = Math.max(this.#nextChance(nowMs), trickleAt(this, this.#arrivals, nowMs));
      if (turnMs > nowMs) return this.#wakeAt(turnMs);
      const next = this.room.next(isUnproven(this.breaker), nowMs, this.usual.durationMs) as Waiter;
      this.leave(next);
      this.trickledAtMs = nowMs;
      if (latestTurnMs(next, this) > nowMs) next.admit(nowMs);
      else next.expiry.onDue(nowMs);
    }
  }

  #wakeAt(chanceMs: number): void {
    if (chanceMs === Infinity && this.#alarm === undefined) return;
    this.#alarm ??= { dueMs: 0, heapIndex: -1, onDue: (nowMs) => this.#pump(nowMs) };
    this.#timers.set(this.#alarm, chanceMs);
  }
}
