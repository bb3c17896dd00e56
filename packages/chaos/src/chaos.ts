import type { Clock } from './clock.ts';
import type { FaultInput } from './faults/fault.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { RequestRecord } from './server/request-log.ts';
import type { ChaosStats } from './server/stats.ts';

/** How a server is started. */
export interface ChaosOptions {
  /** 0 takes any free port. @defaultValue 0 */
  readonly port?: number | undefined;
  /** @defaultValue '127.0.0.1' */
  readonly host?: string | undefined;
  /** Decides every text and every draw. An integer. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** @defaultValue `{}`: every request is answered well */
  readonly scenario?: Scenario | undefined;
  /** How many requests the log keeps, the last ones. 0 keeps none. @defaultValue 10_000 */
  readonly logged?: number | undefined;
  readonly admin?: { readonly allowRemote?: boolean | undefined } | undefined;
  /** Called with each request when it has ended. What it throws is dropped. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
  /** Where time comes from. @defaultValue `systemClock` */
  readonly clock?: Clock | undefined;
}

/** A running server. */
export interface Chaos {
  /** The origin, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The requests so far, oldest first, with raw headers and bodies: for tests. Shows what it may through `/_chaos/requests`. */
  readonly requests: readonly RequestRecord[];
  readonly scenario: Scenario;
  stats(): ChaosStats;
  /** A base URL under which the n-th request gets the n-th step, whatever the scenario says. Each call makes a plan of its own. */
  plan(steps: readonly FaultInput[]): string;
  /** The requests that came in under a plan's URL. */
  requestsOf(planUrl: string): readonly RequestRecord[];
  /** Changes the scenario; its counts, limits and timeline start anew. Requests under way end as they began. @throws ScenarioError */
  setScenario(scenario: Scenario): void;
  /** Starts the timeline now rather than at the next request. Does nothing when it runs. */
  startTimeline(): void;
  /** Empties the log and starts every count, limit, plan and timeline anew: what a new server with this scenario would be. */
  reset(): void;
  /** Resolves when no request is under way: then every record is complete. */
  idle(): Promise<void>;
  /** Ends every connection and timer. Can be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
