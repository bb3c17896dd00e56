import type { Clock } from '../clock.ts';
import type { LimitFigures } from '../dialects/dialect.ts';
import { reachesTheApi } from '../faults/apply-fault.ts';
import type { Fault } from '../faults/fault.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { createPlan } from '../scenario/plan.ts';
import type { RequestFacts } from '../scenario/condition.ts';
import { latencyOf } from '../scenario/latency.ts';
import { createRules } from '../scenario/rules.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createTimeline } from '../scenario/timeline.ts';
import { createPlaces } from './places.ts';
import type { Places } from './places.ts';

/** What a request gets. */
export interface Decision {
  readonly fault: Fault;
  /** As in `RequestRecord`. */
  readonly decidedBy: string;
  /** The rate limit's state, when the request was counted by one. */
  readonly figures?: LimitFigures | undefined;
}

/** A scenario at work, with its counts and its clock. A new scenario is a new conduct; requests under way keep theirs. */
export interface Conduct {
  readonly scenario: Scenario;
  readonly places: Places | undefined;
  /** Milliseconds since the timeline's start; nothing before it. */
  readonly elapsedMs: number | undefined;
  startTimeline(): void;
  /** Ask once per request, in order of arrival. */
  decide(facts: RequestFacts): Decision;
  latencyMs(requestNumber: number): number;
  connectionFault(): 'refuse' | 'reset' | undefined;
  /** Milliseconds until `connectionFault` may change, or nothing. */
  untilChangeMs(): number | undefined;
}

const OK: Fault = { kind: 'ok' };

/** @param scenario - one that has been parsed. */
export function createConduct(scenario: Scenario, seed: number, clock: Clock): Conduct {
  const timeline = createTimeline(scenario.timeline ?? [], seed);
  const plan = scenario.plan && createPlan(scenario.plan);
  const rules = createRules(scenario.rules ?? [], seed);
  const limiter = scenario.rateLimit && createRateLimiter(scenario.rateLimit);
  const { capacity, latencyMs = 0 } = scenario;
  let startMs: number | undefined;
  let asked = 0;
  const elapsed = (): number | undefined => (startMs === undefined ? undefined : clock.now() - startMs);

  const scripted = (facts: RequestFacts): Decision | undefined => {
    asked += 1;
    const now = timeline.faultFor(facts, elapsed() ?? 0);
    if (now) return { fault: now, decidedBy: 'timeline' };
    const planned = plan?.(asked);
    if (planned && planned.kind !== 'ok') return { fault: planned, decidedBy: 'plan' };
    const rule = rules(facts);
    if (rule) return { fault: rule.fault, decidedBy: `rule ${rule.index}` };
    return planned && { fault: planned, decidedBy: 'plan' };
  };

  return {
    scenario,
    places: capacity && createPlaces(capacity.concurrency, capacity.queue ?? 0),
    get elapsedMs() {
      return elapsed();
    },
    startTimeline() {
      startMs ??= clock.now();
    },
    decide(facts) {
      const decision = scripted(facts) ?? { fault: OK, decidedBy: 'none' };
      if (!limiter || !reachesTheApi(decision.fault)) return decision;
      const { model, headers } = facts;
      const verdict = limiter({ model, headers, nowMs: clock.now(), wallNowMs: clock.wallNow() });
      if (!verdict.fault) return { ...decision, figures: verdict.figures };
      return { fault: verdict.fault, decidedBy: 'rate-limit', figures: verdict.figures };
    },
    latencyMs: (requestNumber) => latencyOf(latencyMs, seed, requestNumber),
    connectionFault() {
      const now = elapsed();
      return now === undefined ? undefined : timeline.connectionFault(now);
    },
    untilChangeMs() {
      const now = elapsed();
      const changeMs = now === undefined ? undefined : timeline.nextChangeMs(now);
      return now === undefined || changeMs === undefined ? undefined : changeMs - now;
    },
  };
}
