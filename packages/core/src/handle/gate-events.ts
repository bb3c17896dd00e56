import type { EventMap } from '../report/events.ts';
import type { Watch } from '../report/watch.ts';
import type { Engine } from './engine.ts';
import type { CredentialListener } from './credential/credentials.ts';
import type { CredentialPause } from './credential/pause.ts';
import type { BreakerState } from './gate/breaker-state.ts';
import { type Cooldown, rateAt } from './gate/cooldown.ts';
import type { GateListener } from './gate/gate-listener.ts';
import type { Target } from './target.ts';

/** Reports what happens at the gate of one target. */
export class GateEvents implements GateListener, CredentialListener {
  readonly #engine: Engine;
  readonly #target: Target;
  readonly #watch: Watch;

  constructor(engine: Engine, target: Target, watch: Watch) {
    this.#engine = engine;
    this.#target = target;
    this.#watch = watch;
  }

  breakerChanged(from: BreakerState, to: BreakerState, nowMs: number): void {
    const { events } = this.#engine;
    this.#watch.breakerChanged(nowMs, to.kind);
    if (events.has('breaker')) {
      const probeInMs = to.kind === 'open' ? Math.round(to.probeAtMs - nowMs) : undefined;
      events.emit('breaker', { ...this.#labels(), from: from.kind, to: to.kind, probeInMs });
    }
    if (to.kind === 'closed' && from.kind === 'half-open' && events.has('recovered')) {
      const { downSinceMs, failedProbes } = from;
      events.emit('recovered', { ...this.#labels(), downMs: nowMs - downSinceMs, failedProbes });
    }
  }

  cooldownChanged(cooldown: Cooldown, nowMs: number): void {
    const { events } = this.#engine;
    if (!events.has('cooldown')) return;
    const forMs = Math.max(0, Math.ceil(cooldown.untilMs - nowMs));
    events.emit('cooldown', {
      ...this.#labels(),
      forMs,
      perSecond: rateAt(cooldown, Math.max(nowMs, cooldown.untilMs)),
    });
  }

  credentialChanged(credential: string, pause: CredentialPause, paused: boolean, nowMs: number): void {
    const { events } = this.#engine;
    if (!events.has('credential')) return;
    events.emit('credential', {
      ...this.#labels(),
      credential: credential === '' ? undefined : credential,
      state: paused ? 'paused' : 'resumed',
      reason: pause.reason,
      failedProbes: pause.failedProbes,
      probeInMs: paused ? Math.round(pause.probeAtMs - nowMs) : undefined,
      pausedForMs: nowMs - pause.sinceMs,
    });
  }

  #labels(): Pick<EventMap['cooldown'], 'target' | 'at'> {
    return { target: this.#target, at: this.#engine.clock.wallNow() };
  }
}
