import type { ResolvedPolicy } from '../policy/resolved.ts';
import { toEvent } from '../report/alerts.ts';
import type { Snapshot, TargetSnapshot } from '../report/snapshot.ts';
import { createStatistics } from '../report/statistics.ts';
import type { Engine } from './engine.ts';
import { Credentials } from './credential/credentials.ts';
import { describePauses, restorePause } from './credential/snapshot.ts';
import { GateEvents } from './gate-events.ts';
import { Gate } from './gate/gate.ts';
import { Patience } from './patience.ts';
import type { Check } from './gate/health.ts';
import { describeBreaker, describeCooldown, restoreBreaker, restoreCooldown } from './gate/snapshot.ts';
import type { Budget } from './retry/budget.ts';
import type { Target, TargetState } from './target.ts';

/** When there are too many, this share of them goes at once, so that not every new target pays for a search. */
const EVICTED_SHARE = 0.1;
/** How long a cooldown of an earlier process is believed where the policy has no `maxRetryAfter`, milliseconds. */
const LONGEST_COOLDOWN_MS = 120_000;

/** Every target that is known, made at its first call. Idle ones are forgotten, the longest unused first. */
export class Targets {
  readonly #states = new Map<Target, TargetState>();
  readonly #engine: Engine;
  readonly #policyOf: (target: Target) => ResolvedPolicy;
  readonly #most: number;

  /** @param most - how many are kept; more only while none of them is at rest. */
  constructor(engine: Engine, policyOf: (target: Target) => ResolvedPolicy, most: number) {
    this.#engine = engine;
    this.#policyOf = policyOf;
    this.#most = most;
  }

  get(name: Target): TargetState {
    return this.#states.get(name) ?? this.#add(name);
  }

  /** The target, if it is known: asking makes none known. */
  find(name: Target): TargetState | undefined {
    return this.#states.get(name);
  }

  /** Lets no call through to a target until it is reset. Who waits is refused; attempts under way may end. */
  isolate(name: Target): void {
    const state = this.get(name);
    if (state.isolated) return;
    state.isolated = true;
    const nowMs = this.#engine.clock.now();
    const { room } = state.gate;
    for (let next = room.first(); next !== undefined; next = room.first()) next.expiry.onDue(nowMs);
    this.#tellIsolation(state);
  }

  /** Takes a target for healthy: it is no longer isolated, its breaker is closed, its budget full. */
  reset(name: Target): void {
    const state = this.#states.get(name);
    if (state === undefined) return;
    const wasIsolated = state.isolated;
    state.isolated = false;
    state.budget = fullBudget(state.policy);
    const nowMs = this.#engine.clock.now();
    state.credentials.resume(undefined, nowMs);
    state.gate.reset(nowMs);
    if (wasIsolated) this.#tellIsolation(state);
  }

  snapshot(): Snapshot {
    const { clock, events, surroundings, alerts } = this.#engine;
    const nowMs = clock.now();
    const at = clock.wallNow();
    const targets = Object.fromEntries(
      Array.from(this.#states.values(), (state) => [state.name, describeTarget(state, nowMs, at - nowMs)]),
    );
    const active = alerts.active().map((alert) => toEvent(alert, at, at - nowMs));
    return { at, targets, alerts: active, listenerErrors: events.listenerErrors + surroundings.errors };
  }

  /** Takes over which targets were down, cooling down or isolated. Figures begin anew. */
  restore({ targets }: Snapshot): void {
    const { clock } = this.#engine;
    const nowMs = clock.now();
    const wallOffsetMs = clock.wallNow() - nowMs;
    for (const [name, { breaker, cooldown, isolated, paused = [] }] of Object.entries(targets)) {
      const state = this.get(name);
      const { gate, policy } = state;
      state.isolated = isolated;
      const longestHintMs = policy.retry === false ? LONGEST_COOLDOWN_MS : policy.retry.maxRetryAfterMs;
      gate.breaker = restoreBreaker(breaker, wallOffsetMs, nowMs, gate.options.maxProbeAfterMs);
      gate.pacer.state = restoreCooldown(cooldown, wallOffsetMs, nowMs, longestHintMs);
      for (const pause of paused) state.credentials.pause(pause.credential, restorePause(pause, wallOffsetMs));
    }
  }

  #add(name: Target): TargetState {
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(`target: found ${name === '' ? "''" : typeof name}; allowed: a non-empty string`);
    }
    if (this.#states.size >= this.#most) this.#evict();
    const policy = this.#policyOf(name);
    const { clock, timers, random, alerts, healthCheck } = this.#engine;
    const statistics = createStatistics();
    const watch = alerts.watch(name, statistics);
    const listener = new GateEvents(this.#engine, name, watch);
    const check: Check | undefined = healthCheck && ((signal) => healthCheck(name, { signal }));
    const state: TargetState = {
      name,
      policy,
      hasFallback: Object.keys(policy.fallback).length > 0,
      gate: new Gate(policy, timers, random, listener, check),
      credentials: new Credentials(policy.credential, listener),
      patience: new Patience(),
      statistics,
      watch,
      budget: fullBudget(policy),
      isolated: false,
      callsUnderWay: 0,
      usedAtMs: clock.now(),
    };
    this.#states.set(name, state);
    return state;
  }

  #tellIsolation({ name: target, isolated }: TargetState): void {
    const { events, clock } = this.#engine;
    if (events.has('isolation')) events.emit('isolation', { target, at: clock.wallNow(), isolated });
  }

  #evict(): void {
    const nowMs = this.#engine.clock.now();
    const idle = [...this.#states.values()].filter((state) => isIdle(state, nowMs));
    const unused = idle.toSorted((a, b) => a.usedAtMs - b.usedAtMs);
    const excess = this.#states.size - this.#most + Math.ceil(this.#most * EVICTED_SHARE);
    for (const { name, watch } of unused.slice(0, excess)) {
      this.#states.delete(name);
      watch.forget();
    }
  }
}

function isIdle({ callsUnderWay, isolated, gate, credentials }: TargetState, nowMs: number): boolean {
  return callsUnderWay === 0 && !isolated && gate.isAtRest(nowMs) && credentials.isAtRest(nowMs);
}

function fullBudget({ retry }: ResolvedPolicy): Budget {
  return retry !== false && retry.budget !== false ? retry.budget.capacity : 0;
}

/** @param wallOffsetMs - wall clock less monotonic clock, milliseconds. */
function describeTarget(
  { gate, credentials, policy, budget, isolated, statistics }: TargetState,
  nowMs: number,
  wallOffsetMs: number,
): TargetSnapshot {
  return {
    breaker: describeBreaker(gate.breaker, wallOffsetMs),
    isolated,
    cooldown: describeCooldown(gate.pacer.state, wallOffsetMs, nowMs),
    ...(credentials.paused && { paused: describePauses(credentials.paused, wallOffsetMs, nowMs) }),
    inFlight: gate.inFlight,
    waiting: gate.room.size,
    limit: gate.limiter.limit === Infinity ? null : Math.floor(gate.limiter.limit),
    budget: policy.retry === false || policy.retry.budget === false ? null : budget,
    figures: statistics.snapshot(nowMs),
  };
}
