import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import type { BreakwaterError } from '../errors.ts';
import type { Engine } from '../handle/engine.ts';
import { ISOLATED, type Refusal } from '../handle/gate/refusal.ts';
import type { RunOptions } from '../handle/run-options.ts';
import type { Target, TargetState } from '../handle/target.ts';
import type { Targets } from '../handle/targets.ts';
import { refusalError } from '../handle/refusal-error.ts';
import { parseDuration } from '../policy/parse-duration.ts';
import { fallbackTargets } from './fallback.ts';

/** Of a call that might be made, what decides whether it could go, or how long it could wait at a shut gate. */
export type PeekOptions = Pick<RunOptions, 'deadline' | 'priority' | 'credential'>;

/** What a call would be refused with, and by whom. */
export interface ForeseenRefusal {
  readonly state: TargetState;
  readonly refusal: Refusal;
  readonly error: BreakwaterError;
}

/**
 * What a call would be refused with now: not only by its target, but by every fallback that it would go to then.
 * Changes nothing, and makes no target known.
 */
export function peek(
  { clock, rules }: Engine,
  targets: Targets,
  name: Target,
  { deadline, priority = 0, credential = '' }: PeekOptions,
): ForeseenRefusal | undefined {
  const nowMs = clock.now();
  const refusedBy = (target: Target): ForeseenRefusal | undefined => {
    const state = targets.find(target);
    if (state === undefined) return undefined; // never called: nothing is known against it
    const { gate, credentials, policy, isolated } = state;
    const leftMs = deadline === undefined ? policy.timeout.totalMs : parseDuration(deadline, 'deadline');
    const dueMs = nowMs + Math.min(leftMs, gate.options.maxWaitMs);
    const newcomer = { priority, attemptsMade: 0, sinceMs: nowMs, deadlineMs: nowMs + leftMs, expiry: { dueMs } };
    const refusal = isolated ? ISOLATED : (credentials.refusal(credential, nowMs) ?? gate.peek(newcomer, nowMs));
    return refusal === undefined ? undefined : { state, refusal, error: refusalError(target, refusal) };
  };
  const refused = refusedBy(name);
  if (refused === undefined) return undefined;
  const others = fallbackTargets(refused.state.policy.fallback, classify(detect(refused.error), { rules }));
  return others.every((other) => refusedBy(other) !== undefined) ? refused : undefined;
}
