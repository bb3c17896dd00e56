import { classify } from '../classify/classify.ts';
import { detect } from '../detect/detect.ts';
import type { Observation } from '../report/observation.ts';
import type { Engine } from './engine.ts';
import type { TargetState } from './target.ts';

/** Books something that was made elsewhere, as a call of one attempt. The gate is none the wiser: it let nothing through. */
export function observe(engine: Engine, target: TargetState, observation: Observation): void {
  const { durationMs, usage } = observation;
  const nowMs = engine.clock.now();
  target.usedAtMs = nowMs;
  if (usage !== undefined) target.statistics.tokensUsed(usage);
  if (durationMs !== undefined) book(engine, target, { ...observation, durationMs }, nowMs);
}

function book(
  { clock, events, rules }: Engine,
  { name, statistics, watch }: TargetState,
  { kind = 'call', durationMs, error, usage }: Observation & { readonly durationMs: number },
  nowMs: number,
): void {
  const failed = error !== undefined;
  const classification = failed ? classify(detect(error, { wallNowMs: clock.wallNow() }), { rules }) : undefined;
  if (classification === undefined) statistics.attemptSucceeded(durationMs, nowMs);
  else if (classification.code !== null) statistics.attemptFailed(durationMs, classification, nowMs);
  if (classification?.code === null) statistics.callCancelled();
  else statistics.callSettled(1, !failed);
  watch.observe(nowMs, classification);
  if (events.has('observed')) {
    events.emit('observed', { target: name, at: clock.wallNow(), kind, durationMs, classification, usage });
  }
}
