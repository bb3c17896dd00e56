import type { Classification } from '../classify/classification.ts';
import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import type { Observation } from '../report/observation.ts';
import type { Engine } from './engine.ts';
import type { TargetState } from './target.ts';

/** Books something that was made elsewhere, as a call of one attempt. The gate is none the wiser: it let nothing through. */
export function observe(engine: Engine, target: TargetState, observation: Observation): void {
  const { clock, events, rules } = engine;
  const { kind = 'call', durationMs, error, usage } = observation;
  const { name, statistics } = target;
  const nowMs = clock.now();
  target.usedAtMs = nowMs;
  if (usage !== undefined) statistics.tokensUsed(usage);
  const failed = error !== undefined;
  const classification = failed ? classify(detect(error, { wallNowMs: clock.wallNow() }), { rules }) : undefined;
  if (durationMs !== undefined) book(target, durationMs, classification, nowMs);
  if (durationMs === undefined && usage === undefined) return; // it says nothing
  if (events.has('observed')) {
    events.emit('observed', { target: name, at: clock.wallNow(), kind, durationMs, classification, usage });
  }
}

function book(
  { statistics, watch }: TargetState,
  durationMs: number,
  classification: Classification | undefined,
  nowMs: number,
): void {
  if (classification === undefined) statistics.attemptSucceeded(durationMs, nowMs);
  else if (classification.code !== null) statistics.attemptFailed(durationMs, classification, nowMs);
  if (classification?.code === null) statistics.callCancelled();
  else statistics.callSettled(1, classification === undefined);
  watch.observe(nowMs, classification);
}
