import type { BreakwaterError } from '../errors.ts';
import { tellRefusal } from '../handle/call-events.ts';
import type { Engine } from '../handle/engine.ts';
import type { Target } from '../handle/target.ts';
import type { Targets } from '../handle/targets.ts';
import { peek, type PeekOptions } from './peek.ts';

/**
 * Turns away, and books, a call that would be refused everywhere: it counts as a call of its target that was refused,
 * and a health check that has to say yes first is asked, as by any other call.
 *
 * @returns what to turn it away with; undefined for a call that may come.
 */
export function admit(
  engine: Engine,
  targets: Targets,
  name: Target,
  options: PeekOptions,
): BreakwaterError | undefined {
  const foreseen = peek(engine, targets, name, options);
  if (foreseen === undefined) return undefined;
  const { state: target, refusal, error } = foreseen;
  const nowMs = engine.clock.now();
  target.usedAtMs = nowMs;
  target.gate.knock(nowMs);
  target.statistics.refused(refusal.code);
  target.statistics.callSettled(0, false);
  tellRefusal(engine, { target, sequence: ++engine.calls, waitedMs: 0 }, refusal, 0);
  return error;
}
