import type { Engine } from './engine.ts';
import type { Targets } from './targets.ts';

/** How often targets are looked at for which an alert is raised, milliseconds. */
const EVERY_MS = 10_000;

/**
 * Looks at the targets for which an alert is raised, so that it is cleared as well where nobody calls any more. There is
 * a timer only while something is raised, and it does not hold the process.
 */
export class AlertRounds {
  readonly #engine: Engine;
  readonly #targets: Targets;
  #isSet = false;

  constructor(engine: Engine, targets: Targets) {
    this.#engine = engine;
    this.#targets = targets;
  }

  /** Something was raised. */
  begin(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    const { clock } = this.#engine;
    clock.holdProcess?.(
      clock.setTimer(() => this.#round(), EVERY_MS),
      false,
    );
  }

  #round(): void {
    this.#isSet = false;
    const { alerts, clock } = this.#engine;
    const nowMs = clock.now();
    for (const name of new Set(alerts.active().map(({ target }) => target))) {
      const state = this.#targets.find(name);
      state?.watch.revisit(nowMs, state.callsUnderWay > 0 ? 0 : nowMs - state.usedAtMs);
    }
    if (alerts.active().length > 0) this.begin();
  }
}
