import type { BreakerState } from './breaker-state.ts';
import type { Cooldown } from './cooldown.ts';

/** What the gate tells its owner. */
export interface GateListener {
  breakerChanged(from: BreakerState, to: BreakerState, nowMs: number): void;
  cooldownChanged(cooldown: Cooldown, nowMs: number): void;
}
