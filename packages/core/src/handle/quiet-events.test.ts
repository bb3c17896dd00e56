import { expect, it, vi } from 'vitest';
import type { Classification } from '../classify/classification.ts';
import type { Attempt } from './attempt.ts';
import { tellAttempt, tellCancelled, tellFailure, tellRefusal, tellRetry, tellSuccess } from './call-events.ts';
import type { Engine } from './engine.ts';
import { GateEvents } from './gate-events.ts';
import type { Cooldown } from './gate/cooldown.ts';
import type { TargetState } from './target.ts';

// An outage makes many thousand events a second: where nobody listens, none of them may be made.
it('no event is made that nobody listens to', () => {
  const emit = vi.fn<() => void>();
  const engine = { clock: { wallNow: () => 0 }, events: { has: () => false, emit } } as unknown as Engine;
  const call = { target: { name: 't' } as TargetState, sequence: 1, waitedMs: 0 };
  const classification = {} as Classification;
  const attempt = { number: 1 } as Attempt;
  tellAttempt(engine, call, attempt, 1, classification);
  tellRetry(engine, call, 2, { retry: true, delayMs: 1, cost: 0 }, classification);
  tellRefusal(engine, call, { code: 'isolated', retryAfterMs: undefined }, 0);
  tellSuccess(engine, call, { attempts: 1, durationMs: 1 });
  tellFailure(engine, call, { attempts: 1, durationMs: 1, classification, stopped: 'refused', history: [] });
  tellCancelled(engine, call, { attempts: 1, durationMs: 1 });
  const gate = new GateEvents(engine, 't', { breakerChanged() {} } as never);
  gate.breakerChanged({ kind: 'half-open' } as never, { kind: 'closed' } as never, 0);
  gate.cooldownChanged({ untilMs: 0 } as Cooldown, 0);
  gate.credentialChanged('', { reason: 'billing', sinceMs: 0, refusedAtMs: 0, probeAtMs: 0, failedProbes: 0 }, true, 0);
  expect(emit).not.toHaveBeenCalled();
});
