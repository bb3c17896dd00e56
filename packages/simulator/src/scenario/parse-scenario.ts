import { parseIncident } from './parse-incident.ts';
import { limits } from './parse-limits.ts';
import { logNormalOf } from './parse-log-normal.ts';
import {
  duration,
  integer,
  listOf,
  needed,
  number,
  oneOf,
  optional,
  ScenarioError,
  type ScenarioProblem,
  section,
  text,
} from './read.ts';
import type { Clients, Scenario } from './scenario.ts';

const UNLIMITED = limits({}, '', []);
const CAPACITY = { perSecond: Infinity, burst: 1, concurrency: Infinity, queue: 0, status: 503 };
const DEFAULT_LATENCY = { p50: 50, p99: 200 };
const STORE_LATENCY = { p50: 1, p99: 1 };
const DEFAULT_TOKENS = { p50: 800, p99: 4_000 };

const scenario = section({
  name: needed(text),
  title: optional(text, ''),
  duration: optional(duration(), 120_000),
  patience: optional(duration(), 10_000),
  leaving: optional<Scenario['leaving']>(oneOf('deadline', 'abort'), 'deadline'),
  attemptTimeout: optional(duration(), Infinity),
  attempts: optional(integer(1, 100), 3),
  clients: optional<Clients>(
    section({
      count: optional(integer(1, 100_000), 100),
      processes: optional(integer(1, 100_000), 100_000),
      perSecond: optional(number(0.000_001, 1_000_000), 8),
      arrivals: optional<Clients['arrivals']>(oneOf('poisson', 'closed'), 'poisson'),
    }),
    { count: 100, processes: 100_000, perSecond: 8, arrivals: 'poisson' },
  ),
  bursts: optional(listOf(section({ at: needed(duration()), calls: needed(integer(1, 1_000_000)) })), []),
  targets: optional(listOf(text), ['upstream']),
  upstream: optional(
    section({
      latency: optional(logNormalOf(duration()), DEFAULT_LATENCY),
      errorLatency: optional(duration(), 50),
      capacity: optional(
        section({
          perSecond: optional(number(0.001, 1_000_000_000), Infinity),
          burst: optional(number(1, 1_000_000_000), 1),
          concurrency: optional(integer(1, 1_000_000_000), Infinity),
          queue: optional(integer(0, 1_000_000_000), 0),
          status: optional(integer(400, 599), 503),
        }),
        CAPACITY,
      ),
      limits: optional(limits, UNLIMITED),
      gatewayTimeout: optional(duration(), Infinity),
      tokensPerCall: optional(logNormalOf(number(0, 1e9)), DEFAULT_TOKENS),
      streams: optional(section({ failBefore: optional(number(0, 1), 0), breakLater: optional(number(0, 1), 0) }), {
        failBefore: 0,
        breakLater: 0,
      }),
    }),
    {
      latency: DEFAULT_LATENCY,
      errorLatency: 50,
      capacity: CAPACITY,
      limits: UNLIMITED,
      gatewayTimeout: Infinity,
      tokensPerCall: DEFAULT_TOKENS,
      streams: { failBefore: 0, breakLater: 0 },
    },
  ),
  store: optional(
    section({
      latency: optional(logNormalOf(duration()), STORE_LATENCY),
      timeout: optional(duration(), 500),
    }),
    { latency: STORE_LATENCY, timeout: 500 },
  ),
  incidents: optional(listOf(parseIncident), []),
});

/**
 * Checks a scenario, wherever it came from, and fills in its defaults.
 *
 * @throws ScenarioError with every problem at once.
 */
export function parseScenario(input: unknown): Scenario {
  const problems: ScenarioProblem[] = [];
  const read = scenario(input, '', problems);
  if (problems.length === 0) checkTogether(read.targets, read.duration, problems);
  const incidents = problems.length > 0 ? [] : read.incidents.flat();
  incidents.forEach(({ targets = [] }, index) => {
    for (const target of targets) {
      if (read.targets.includes(target)) continue;
      problems.push({ path: `incidents[${index}].targets`, found: target, allowed: read.targets.join(', ') });
    }
  });
  if (problems.length > 0) throw new ScenarioError(problems);
  const { upstream } = read;
  return {
    name: read.name,
    title: read.title,
    durationMs: read.duration,
    patienceMs: read.patience,
    leaving: read.leaving,
    attemptTimeoutMs: read.attemptTimeout,
    attempts: read.attempts,
    clients: { ...read.clients, processes: Math.min(read.clients.processes, read.clients.count) },
    bursts: read.bursts.map(({ at, calls }) => ({ atMs: at, calls })),
    targets: read.targets,
    upstream: { ...upstream, errorLatencyMs: upstream.errorLatency, gatewayTimeoutMs: upstream.gatewayTimeout },
    store: { latency: read.store.latency, timeoutMs: read.store.timeout },
    incidents,
  };
}

function checkTogether(targets: readonly string[], durationMs: number, problems: ScenarioProblem[]): void {
  if (targets.length === 0) problems.push({ path: 'targets', found: 'an empty list', allowed: 'one target or more' });
  if (durationMs === 0) problems.push({ path: 'duration', found: '0', allowed: 'more than 0' });
}
