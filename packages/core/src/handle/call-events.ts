import type { Classification } from '../classify/classification.ts';
import type { EventMap } from '../report/events.ts';
import type { Attempt } from './attempt.ts';
import type { CallFrame } from './call-frame.ts';
import type { Engine } from './engine.ts';
import type { Refusal } from './gate/refusal.ts';
import type { Decision } from './retry/decide.ts';
import type { TargetState } from './target.ts';

/** What is told of a call in all of its events. */
interface Told extends Pick<CallFrame, 'sequence' | 'waitedMs'> {
  readonly target: TargetState;
}

/** What a call and all its attempts came to. */
interface CallEnd {
  readonly attempts: number;
  readonly durationMs: number;
}

// Each asks first whether anybody listens: an event that nobody hears is never made.

/** @param classification - undefined when it succeeded. */
export function tellAttempt(
  engine: Engine,
  call: Told,
  { number, waitedMs }: Attempt,
  durationMs: number,
  classification: Classification | undefined,
): void {
  if (!engine.events.has('attempt')) return;
  // Field by field, as in the event of success: these are told of every call, and to spread objects takes its time.
  const { target, at, call: sequence } = labels(engine, call);
  engine.events.emit('attempt', { target, at, call: sequence, number, durationMs, waitedMs, classification });
}

export function tellRetry(
  engine: Engine,
  call: Told,
  number: number,
  { delayMs }: Extract<Decision, { retry: true }>,
  classification: Classification,
): void {
  if (!engine.events.has('retry')) return;
  engine.events.emit('retry', { ...labels(engine, call), number, delayMs, classification });
}

export function tellRefusal(engine: Engine, call: Told, refusal: Refusal, attempts: number): void {
  if (!engine.events.has('refused')) return;
  engine.events.emit('refused', { ...labels(engine, call), ...refusal, attempts, waitedMs: call.waitedMs });
}

export function tellSuccess(engine: Engine, call: Told, end: CallEnd): void {
  if (!engine.events.has('success')) return;
  const { attempts, durationMs } = end;
  const { target, at, call: sequence } = labels(engine, call);
  engine.events.emit('success', { target, at, call: sequence, attempts, durationMs, waitedMs: call.waitedMs });
}

export function tellFailure(
  engine: Engine,
  call: Told,
  end: Omit<EventMap['failure'], 'target' | 'at' | 'call' | 'waitedMs'>,
): void {
  if (!engine.events.has('failure')) return;
  const { target, at, call: sequence } = labels(engine, call);
  engine.events.emit('failure', { ...end, target, at, call: sequence, waitedMs: call.waitedMs });
}

export function tellCancelled(engine: Engine, call: Told, end: CallEnd): void {
  if (engine.events.has('cancelled')) engine.events.emit('cancelled', { ...labels(engine, call), ...end });
}

function labels({ clock }: Engine, { target, sequence }: Told): { target: string; at: number; call: number } {
  return { target: target.name, at: clock.wallNow(), call: sequence };
}
