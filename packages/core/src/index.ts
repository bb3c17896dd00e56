export { type Breakwater, type BreakwaterOptions, createBreakwater } from './breakwater.ts';
export type { Classification, Scope } from './classify/classification.ts';
export { type ClassifyOptions, classify } from './classify/classify.ts';
export { type Code, REASONS, type Reason, REFERENCE, type ReferenceEntry } from './classify/reference.ts';
export { type Clock, type Random, systemClock } from './clock.ts';
export { type Answer, detect, detectAnswer, type HeadersLike } from './detect/detect.ts';
export type { DetectOptions, Failure, FailureKind } from './detect/failure.ts';
export type { StreamProgress } from './detect/stream/stream-judge.ts';
export { BreakwaterError, isBreakwaterError, type RefusalCode } from './errors.ts';
export type { AttemptContext, Operation } from './handle/attempt.ts';
export type { HealthCheck } from './handle/engine.ts';
export type { RunOptions } from './handle/run-options.ts';
export type { LiveStream, StreamWatch } from './handle/stream/open-stream.ts';
export { isStreamInterruptedError, StreamInterruptedError } from './handle/stream/stream-interrupted-error.ts';
export type { Target } from './handle/target.ts';
export { PolicyError } from './policy/policy-error.ts';
export { parsePolicy } from './policy/parse-policy.ts';
export type {
  AlertRule,
  BreakerPolicy,
  BudgetPolicy,
  ClassifyRule,
  ConcurrencyPolicy,
  CredentialPolicy,
  Duration,
  Policy,
  RetryPolicy,
  TargetPolicy,
  TimeoutPolicy,
} from './policy/policy.ts';
export type { PeekOptions } from './recover/peek.ts';
export type { BreakerKind, EventMap, EventType, Listener } from './report/events.ts';
export {
  type AttemptRecord,
  explain as explainOutcome,
  type Explanation,
  type Outcome,
  type StopReason,
} from './report/explain.ts';
export type { AttemptStart, CallStart, Surrounding } from './report/surroundings.ts';
export type { Observation, TokenUsage } from './report/observation.ts';
export type { BreakerSnapshot, PausedCredential, PausedFor, Snapshot, TargetSnapshot } from './report/snapshot.ts';
