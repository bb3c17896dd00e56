export { startChaos } from './start-chaos.ts';
export type { Chaos, ChaosOptions } from './chaos.ts';
export type { Clock } from './clock.ts';
export { parseScenario } from './scenario/parse-scenario.ts';
export { ScenarioError } from './scenario/scenario-error.ts';
export type { Problem } from './scenario/check.ts';
export type {
  AnswerShape,
  CapacityLimit,
  Condition,
  Latency,
  RateLimit,
  RetryAfterManner,
  Rule,
  Scenario,
  TimelineEntry,
  Turn,
} from './scenario/scenario.ts';
export type { Fault, FaultInput } from './faults/fault.ts';
export type { FaultTiming } from './faults/fault-timing.ts';
export type {
  BodyFault,
  EmptyBodyFault,
  InvalidJsonFault,
  PlainTextFault,
  TruncatedJsonFault,
} from './faults/body-fault.ts';
export type { BreakPoint, CloseFault, ConnectionFault, RefuseFault, ResetFault } from './faults/connection-fault.ts';
export type { ErrorBodyFault, HtmlFault, HttpFault, StatusFault } from './faults/http-fault.ts';
export type {
  StreamCutFault,
  StreamErrorFault,
  StreamFault,
  StreamMalformedFault,
  StreamResetFault,
  StreamStallFault,
} from './faults/stream-fault.ts';
export type { HangFault, OkFault, SlowBodyFault, TimingFault } from './faults/timing-fault.ts';
export { redactRecord } from './server/request-log.ts';
export type { RequestRecord } from './server/request-log.ts';
export type { Ending } from './server/exchange.ts';
export type { ChaosStats } from './server/stats.ts';
export { runChaosCommand } from './command/run-command.ts';
export type { CommandSurroundings } from './command/run-command.ts';
